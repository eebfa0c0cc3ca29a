import type { Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import type { Body, Resource } from '../tree.ts';
import { of } from './refs.ts';

type Zone = Stack['hostedZones'][number];
type DnsRecord = Zone['records'][number];

export function hostedZones(exporting: Exporting): Resource[] {
  return exporting.stack.hostedZones.flatMap((zone) => [
    { type: 'aws_route53_zone', name: zone.id, body: { name: zone.name } },
    ...zone.records.map((record) => ({
      type: 'aws_route53_record',
      name: `${zone.id}-${record.name}-${record.type}`,
      body: recordBody(exporting, zone, record),
    })),
    ...healthCheck(zone),
  ]);
}

function recordBody({ attribute, say }: Exporting, { id }: Zone, { name, type, ttlSeconds, target }: DnsRecord): Body {
  const common = { zone_id: attribute('hostedZone', id, 'id'), name, type };
  if ('values' in target) return { ...common, ttl: ttlSeconds, records: target.values.map(say) };
  return {
    ...common,
    alias: {
      name: attribute('loadBalancer', target.loadBalancer, 'dnsName'),
      zone_id: of('aws_lb', target.loadBalancer, 'zone_id'),
      evaluate_target_health: true,
    },
  };
}

function healthCheck({ id, healthCheck: check }: Zone): Resource[] {
  if (!check) return [];
  const body = {
    fqdn: check.host,
    type: check.protocol,
    port: check.port,
    resource_path: check.path,
    request_interval: check.intervalSeconds,
    failure_threshold: check.failureThreshold,
  };
  return [{ type: 'aws_route53_health_check', name: id, body }];
}
