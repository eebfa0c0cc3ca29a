import { randomUUID } from 'node:crypto';
import type { Stack } from '@steadyhand/contracts';
import type { Inspected, RateMatch, WafAction, WebAclConfig } from '../../balancer/protocol.ts';
import type { Names } from '../../world/names.ts';
import { type IpSet, IpSets } from './ip-sets.ts';
import { noSuchItem, staleToken } from './refusals.ts';
import { Samples } from './samples.ts';

export interface AclRule {
  /** Also of its metric. */
  readonly name: string;
  readonly priority: number;
  readonly action: WafAction;
  readonly match: RateMatch | { readonly ipSetArn: string };
}

export interface WebAcl {
  readonly id: string;
  /** Also of its metric. */
  readonly name: string;
  readonly arn: string;
  /** By priority. */
  rules: readonly AclRule[];
  lockToken: string;
  readonly samples: Samples;
  /** Addresses that rate-based rules act on now, by the rule's name. */
  limited: Inspected['limited'];
}

/** The web ACLs and IP sets of one region. */
export class WebAcls {
  readonly ipSets = new IpSets();
  readonly #acls = new Map<string, WebAcl>();
  readonly #listeners = new Map<string, Set<() => void>>();

  constructor() {
    this.ipSets.onChange(() => {
      for (const acl of this.#acls.values()) this.#tell(acl);
    });
  }

  declare({ webAcls }: Stack, names: Names): void {
    for (const { name, ipSets, rules } of webAcls) {
      const arn = names.webAcl(name);
      if (this.byArn(arn)) continue;
      const arns = new Map(ipSets.map((set) => [set.id, names.ipSet(set.name)]));
      for (const set of ipSets) this.#declareSet(set, names.ipSet(set.name));
      const declared = rules.map((rule) => ({ ...rule, match: matchOf(rule.match, arns) }));
      this.#acls.set(arn, {
        id: idOfArn(arn),
        name,
        arn,
        rules: declared.sort((a, b) => a.priority - b.priority),
        lockToken: randomUUID(),
        samples: new Samples(),
        limited: {},
      });
    }
  }

  /** By name. */
  all(): WebAcl[] {
    return [...this.#acls.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  byArn(arn: string): WebAcl | undefined {
    return this.#acls.get(arn);
  }

  /** @throws {AwsError} WAFNonexistentItemException */
  get({ name, id }: { name: string; id: string }): WebAcl {
    const found = this.all().find((acl) => acl.id === id && acl.name === name);
    if (!found) throw noSuchItem();
    return found;
  }

  /** @throws {AwsError} WAFOptimisticLockException */
  setRules(acl: WebAcl, lockToken: string, rules: readonly AclRule[]): void {
    if (acl.lockToken !== lockToken) throw staleToken();
    acl.rules = [...rules].sort((a, b) => a.priority - b.priority);
    acl.lockToken = randomUUID();
    this.#tell(acl);
  }

  isUsed({ arn }: IpSet): boolean {
    return this.all().some(({ rules }) => rules.some(({ match }) => 'ipSetArn' in match && match.ipSetArn === arn));
  }

  /** What a load balancer needs to know of a web ACL. */
  config({ rules }: WebAcl): WebAclConfig {
    return {
      rules: rules.map(({ name, action, match }) => {
        if (!('ipSetArn' in match)) return { name, action, match };
        return { name, action, match: { addresses: [...(this.ipSets.byArn(match.ipSetArn)?.addresses ?? [])] } };
      }),
    };
  }

  /** Calls when the rules of a web ACL, or addresses that they name, may have changed. */
  onChange({ arn }: WebAcl, listener: () => void): void {
    const listeners = this.#listeners.get(arn) ?? new Set();
    this.#listeners.set(arn, listeners.add(listener));
  }

  #declareSet({ name, addresses }: Stack['webAcls'][number]['ipSets'][number], arn: string): void {
    const version = addresses.some((address) => address.includes(':')) ? 'IPV6' : 'IPV4';
    this.ipSets.create({ id: idOfArn(arn), name, arn, version, description: undefined, addresses });
  }

  #tell({ arn }: WebAcl): void {
    for (const listener of this.#listeners.get(arn) ?? []) listener();
  }
}

function matchOf(match: Stack['webAcls'][number]['rules'][number]['match'], arns: ReadonlyMap<string, string>) {
  if ('ipSet' in match) return { ipSetArn: arns.get(match.ipSet) ?? match.ipSet };
  const { limit, windowSeconds, pathPrefix = '' } = match.rate;
  return { limit, windowSeconds, pathPrefix };
}

function idOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}
