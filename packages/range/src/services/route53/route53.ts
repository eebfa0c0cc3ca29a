import type { Handlers, RangeService } from '../../wire/service.ts';
import { page } from '../page.ts';
import { type AliasExists, changedRecords } from './change-batch.ts';
import { Changes } from './changes.ts';
import { HealthChecks, type HealthChecksOptions } from './health-checks.ts';
import { listHostedZones, listHostedZonesByName, listResourceRecordSets } from './listings.ts';
import { changeView, zoneView } from './views.ts';
import { compareRecords, fullName, type RecordSet, type Zone, Zones } from './zones.ts';

const LISTED_MAX = 100;

export interface ZoneDeclaration {
  id: string;
  name: string;
  records: readonly RecordSet[];
}

export interface Route53 {
  service: RangeService;
  healthChecks: HealthChecks;
  /** Makes a zone whose names resolve at once; does nothing when there is one of this id. */
  declare(zone: ZoneDeclaration): void;
  /** Ends the propagation of changes. */
  stop(): void;
}

export interface Route53Options extends HealthChecksOptions {
  /** Whether load balancers or the like have this name in the zone of this id. */
  aliasExists: AliasExists;
  /** Makes a name lead where another name or an address does; nowhere for null. */
  point(name: string, to: string | null): void;
}

/** Route 53 with public zones, whose records are what names in the range go by. */
export function createRoute53(options: Route53Options): Route53 {
  const { clock, aliasExists, point } = options;
  const healthChecks = new HealthChecks(options);
  const stopping = new AbortController();
  const zones = new Zones();
  const changes = new Changes(clock, stopping.signal);
  const pointed = new Map<string, string>();
  /** Lets names resolve by the records as they are now. */
  const propagate = () => {
    const wanted = new Map(zones.all().flatMap(leads));
    for (const [name, to] of wanted) if (pointed.get(name) !== to) point(name, to);
    for (const name of pointed.keys()) if (!wanted.has(name)) point(name, null);
    pointed.clear();
    for (const [name, to] of wanted) pointed.set(name, to);
  };
  const exists: AliasExists = (zoneId, dnsName) =>
    aliasExists(zoneId, dnsName) || zones.find(zoneId)?.records.some(({ name }) => name === dnsName) === true;
  const handlers: Handlers<typeof import('@aws-sdk/client-route-53')> = {
    ListHostedZones: (input) => listHostedZones(zones, input),
    ListHostedZonesByName: (input) => listHostedZonesByName(zones, input),
    GetHostedZone: ({ Id }) => {
      const zone = zones.get(Id);
      const own = zone.records.find(({ name, type }) => name === zone.name && type === 'NS');
      return { HostedZone: zoneView(zone), DelegationSet: { NameServers: [...(own?.values ?? [])] } };
    },
    ListResourceRecordSets: (input) => listResourceRecordSets(zones, input),
    ChangeResourceRecordSets({ HostedZoneId, ChangeBatch }) {
      const zone = zones.get(HostedZoneId);
      zone.records = changedRecords(zone, ChangeBatch.Changes, exists);
      return { ChangeInfo: changeView(changes.submit(ChangeBatch.Comment, propagate)) };
    },
    ListHealthChecks({ Marker, MaxItems = LISTED_MAX }) {
      const { items, nextToken } = page(healthChecks.all(), {
        limit: MaxItems,
        token: Marker,
        invalidToken: 'InvalidInput',
      });
      return {
        HealthChecks: items,
        Marker: Marker ?? '',
        MaxItems,
        IsTruncated: nextToken !== undefined,
        NextMarker: nextToken,
      };
    },
    GetHealthCheck: ({ HealthCheckId }) => ({ HealthCheck: healthChecks.get(HealthCheckId) }),
    GetHealthCheckStatus: ({ HealthCheckId }) => ({
      HealthCheckObservations: healthChecks.observations(HealthCheckId),
    }),
    GetChange: ({ Id }) => ({ ChangeInfo: changeView(changes.get(Id)) }),
  };
  return {
    service: { client: 'route-53', load: () => import('@aws-sdk/client-route-53'), handlers },
    healthChecks,
    declare({ id, name, records }) {
      if (zones.find(id)) return;
      const zone = zones.create(id, fullName(name));
      zone.records = [...zone.records, ...records].sort(compareRecords);
      propagate();
    },
    stop() {
      stopping.abort();
      healthChecks.stop();
    },
  };
}

/** Where the names of a zone lead: an alias and a CNAME to a name, an A record to its first address. */
function leads({ records }: Zone): [string, string][] {
  return records.flatMap(({ name, type, values, alias }) => {
    const to = alias?.dnsName ?? (type === 'A' || type === 'CNAME' ? values[0] : undefined);
    return to === undefined ? [] : [[withoutDot(name), withoutDot(to)] as [string, string]];
  });
}

function withoutDot(name: string): string {
  return name.replace(/\.$/, '');
}
