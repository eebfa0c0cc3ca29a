import { AwsError } from '../../wire/service.ts';

/** Names end with a dot, are in lower case, and write what is unusual in octal, as Route 53 shows them. */
export interface RecordSet {
  readonly name: string;
  readonly type: string;
  /** Null for an alias, which has that of its target. */
  readonly ttl: number | null;
  readonly values: readonly string[];
  readonly alias: Alias | null;
}

export interface Alias {
  readonly zoneId: string;
  readonly dnsName: string;
  readonly evaluateTargetHealth: boolean;
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  /** In the order in which Route 53 lists them. */
  records: readonly RecordSet[];
}

/** What a zone has from the start. */
const NAME_SERVERS = ['ns-1.range.test.', 'ns-2.range.test.'];

/** Hosted zones: public ones, of which the range's account is the owner. */
export class Zones {
  readonly #zones = new Map<string, Zone>();

  create(id: string, name: string): Zone {
    const own = [
      { name, type: 'NS', ttl: 172_800, values: NAME_SERVERS, alias: null },
      {
        name,
        type: 'SOA',
        ttl: 900,
        values: [`${NAME_SERVERS[0]} hostmaster.range.test. 1 7200 900 1209600 86400`],
        alias: null,
      },
    ];
    const zone = { id, name, records: own };
    this.#zones.set(id, zone);
    return zone;
  }

  /** By name. */
  all(): Zone[] {
    return [...this.#zones.values()].sort((a, b) => compareNames(a.name, b.name) || a.id.localeCompare(b.id));
  }

  find(id: string): Zone | undefined {
    return this.#zones.get(id);
  }

  /** @throws {AwsError} NoSuchHostedZone */
  get(id: string): Zone {
    const short = id.replace(/^\/?hostedzone\//, '');
    const found = this.#zones.get(short);
    if (found) return found;
    throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${short}`, 404);
  }
}

/** `chat.Example.com` → `chat.example.com.` */
export function fullName(name: string): string {
  const lower = name.toLowerCase().replace(/\*/g, '\\052');
  return lower.endsWith('.') ? lower : `${lower}.`;
}

/** Route 53 orders by the labels from the right. */
export function compareNames(a: string, b: string): number {
  const reversed = (name: string) => name.split('.').reverse().join('.');
  const [left, right] = [reversed(a), reversed(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export function compareRecords(a: RecordSet, b: RecordSet): number {
  return compareNames(a.name, b.name) || a.type.localeCompare(b.type);
}
