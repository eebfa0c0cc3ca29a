import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import { duplicate, invalidParameter, noSuchItem, staleToken } from './refusals.ts';

export type IpVersion = 'IPV4' | 'IPV6';

export interface IpSet {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly version: IpVersion;
  description: string | undefined;
  /** CIDR blocks. */
  addresses: readonly string[];
  /** Another after each change. */
  lockToken: string;
}

export type NewIpSet = Omit<IpSet, 'lockToken'>;

/** What a change of a set, or its end, must name. */
export interface IpSetTarget {
  name: string;
  id: string;
  lockToken: string;
}

/** The IP sets of a region, and who listens for changes of their addresses. */
export class IpSets {
  readonly #sets = new Map<string, IpSet>();
  readonly #listeners = new Set<() => void>();

  /** By name. */
  all(): IpSet[] {
    return [...this.#sets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  byArn(arn: string): IpSet | undefined {
    return this.all().find((set) => set.arn === arn);
  }

  /** @throws {AwsError} WAFNonexistentItemException */
  get({ name, id }: { name: string; id: string }): IpSet {
    const found = this.#sets.get(id);
    if (found?.name !== name) throw noSuchItem();
    return found;
  }

  /** @throws {AwsError} WAFDuplicateItemException, WAFInvalidParameterException */
  create(created: NewIpSet): IpSet {
    if (this.all().some(({ name }) => name === created.name)) throw duplicate();
    const addresses = checkedAddresses(created.addresses, created.version);
    const set = { ...created, addresses, lockToken: randomUUID() };
    this.#sets.set(set.id, set);
    return set;
  }

  /** @throws {AwsError} WAFNonexistentItemException, WAFOptimisticLockException, WAFInvalidParameterException */
  update(target: IpSetTarget, changes: Pick<IpSet, 'addresses' | 'description'>): IpSet {
    const set = this.#locked(target);
    set.addresses = checkedAddresses(changes.addresses, set.version);
    set.description = changes.description ?? set.description;
    set.lockToken = randomUUID();
    for (const listener of this.#listeners) listener();
    return set;
  }

  /** @throws {AwsError} WAFNonexistentItemException, WAFOptimisticLockException */
  delete(target: IpSetTarget): void {
    this.#sets.delete(this.#locked(target).id);
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #locked(target: IpSetTarget): IpSet {
    const set = this.get(target);
    if (set.lockToken !== target.lockToken) throw staleToken();
    return set;
  }
}

function checkedAddresses(addresses: readonly string[], version: IpVersion): string[] {
  for (const address of addresses) {
    if (!isCidr(address, version)) {
      throw invalidParameter('IP_ADDRESS', address, 'The parameter contains formatting that is not valid.');
    }
  }
  return [...new Set(addresses)];
}

/** A block of length 0 is refused, as by AWS. */
function isCidr(text: string, version: IpVersion): boolean {
  const [, address = '', bits = ''] = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/.exec(text) ?? [];
  const [family, longest] = version === 'IPV4' ? [4, 32] : [6, 128];
  return isIP(address) === family && Number(bits) >= 1 && Number(bits) <= longest;
}
