import type { Clock } from '@steadyhand/contracts';
import type { BalancerCounts } from '../balancer/protocol.ts';
import type { MetricSink } from '../ports.ts';
import { arnSuffix, type Names } from './names.ts';
import { type MetricValues, putAll } from './put-all.ts';
import type { TargetGroup } from './target-group.ts';

export interface CountsOptions {
  names: Names;
  sink: MetricSink;
  clock: Clock;
  targetGroups: ReadonlyMap<string, TargetGroup>;
}

/** Publishes what a load balancer of this name has counted. */
export function publishCounts(
  { names, sink, clock, targetGroups }: CountsOptions,
  loadBalancer: string,
  all: readonly BalancerCounts[],
): void {
  const at = clock.now();
  const LoadBalancer = arnSuffix(names.loadBalancer(loadBalancer));
  for (const counts of all) {
    const group = targetGroups.get(counts.targetGroup);
    const places: Record<string, string>[] = [{ LoadBalancer }];
    if (group) places.push({ LoadBalancer, TargetGroup: arnSuffix(group.arn) });
    const values: MetricValues = [
      ['RequestCount', counts.requests, 'Count'],
      ['HTTPCode_Target_2XX_Count', counts.target2xx, 'Count'],
      ['HTTPCode_Target_3XX_Count', counts.target3xx, 'Count'],
      ['HTTPCode_Target_4XX_Count', counts.target4xx, 'Count'],
      ['HTTPCode_Target_5XX_Count', counts.target5xx, 'Count'],
      ...counts.responseSeconds.map((seconds) => ['TargetResponseTime', seconds, 'Seconds'] as const),
    ];
    // As on AWS, a count of nothing is no data point.
    const some = values.filter(([, value]) => value > 0);
    for (const dimensions of places) putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions, at }, some);
    if (counts.elb5xx > 0) {
      putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions: { LoadBalancer }, at }, [
        ['HTTPCode_ELB_5XX_Count', counts.elb5xx, 'Count'],
      ]);
    }
  }
}
