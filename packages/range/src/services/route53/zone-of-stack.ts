import type { Stack } from '@steadyhand/contracts';
import type { Names } from '../../world/names.ts';
import type { Values } from '../../world/values.ts';
import type { HealthCheckDeclaration } from './health-checks.ts';
import type { ZoneDeclaration } from './route53.ts';
import { fullName, type RecordSet } from './zones.ts';

/** The health checks that a stack declares. */
export function healthChecksOf({ hostedZones }: Stack, names: Names): HealthCheckDeclaration[] {
  return hostedZones.flatMap(({ name, healthCheck }) =>
    healthCheck ? [{ ...healthCheck, id: names.healthCheckId(name) }] : [],
  );
}

/** The zones that a stack owns, with its records. */
export function zonesOf({ hostedZones, loadBalancers }: Stack, names: Names, values: Values): ZoneDeclaration[] {
  const recordOf = ({ name, type, ttlSeconds, target }: Stack['hostedZones'][number]['records'][number]): RecordSet => {
    if ('values' in target) {
      const texts = target.values.map((value) => values.resolve(value));
      return { name: fullName(name), type, ttl: ttlSeconds, values: texts, alias: null };
    }
    const balancer = loadBalancers.find(({ id }) => id === target.loadBalancer)?.name ?? target.loadBalancer;
    const alias = {
      zoneId: names.loadBalancerZoneId(),
      dnsName: fullName(names.loadBalancerDns(balancer)),
      evaluateTargetHealth: false,
    };
    return { name: fullName(name), type, ttl: null, values: [], alias };
  };
  return hostedZones.map(({ name, records }) => ({
    id: names.hostedZoneId(name),
    name,
    records: records.map(recordOf),
  }));
}
