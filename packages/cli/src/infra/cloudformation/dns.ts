import type { Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import type { Body, Resource } from '../tree.ts';
import { get } from './refs.ts';
import { resource } from './resource.ts';

type Zone = Stack['hostedZones'][number];
type DnsRecord = Zone['records'][number];

export function hostedZones(exporting: Exporting): Resource[] {
  return exporting.stack.hostedZones.flatMap((zone) => [
    resource('HostedZone', zone.id, { body: { Name: zone.name } }),
    ...zone.records.map((record) =>
      resource('DnsRecord', `${zone.id}-${record.name}-${record.type}`, { body: recordBody(exporting, zone, record) }),
    ),
    ...healthCheck(zone),
  ]);
}

function recordBody(
  { attribute, say, text }: Exporting,
  { id }: Zone,
  { name, type, ttlSeconds, target }: DnsRecord,
): Body {
  const common = { HostedZoneId: attribute('hostedZone', id, 'id'), Name: name, Type: type };
  if ('values' in target) {
    // Text records are quoted here; Terraform's provider does so itself.
    const values = target.values.map((value) => (type === 'TXT' ? text`"${say(value)}"` : say(value)));
    return { ...common, TTL: String(ttlSeconds), ResourceRecords: values };
  }
  return {
    ...common,
    AliasTarget: {
      DNSName: attribute('loadBalancer', target.loadBalancer, 'dnsName'),
      HostedZoneId: get('LoadBalancer', target.loadBalancer, 'CanonicalHostedZoneID'),
      EvaluateTargetHealth: true,
    },
  };
}

function healthCheck({ id, healthCheck: check }: Zone): Resource[] {
  if (!check) return [];
  const body = {
    HealthCheckConfig: {
      FullyQualifiedDomainName: check.host,
      Type: check.protocol,
      Port: check.port,
      ResourcePath: check.path,
      RequestInterval: check.intervalSeconds,
      FailureThreshold: check.failureThreshold,
    },
  };
  return [resource('HealthCheck', id, { body })];
}
