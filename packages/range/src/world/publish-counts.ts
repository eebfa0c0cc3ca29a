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
    if (group && counts.requests > 0) publishPerTarget({ sink, at, LoadBalancer }, group, counts.requests);
    putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions: { LoadBalancer }, at }, ownAnswers(counts));
  }
}

/** Statuses that have a metric of their own besides that of their class. */
const OWN_METRIC = new Set(['500', '502', '503', '504']);

/** Answers that no target gave. */
function ownAnswers({ elb }: BalancerCounts): MetricValues {
  return Object.entries(elb).flatMap(([status, count]) => {
    const ofClass = [`HTTPCode_ELB_${status[0]}XX_Count`, count, 'Count'] as const;
    return OWN_METRIC.has(status) ? [ofClass, [`HTTPCode_ELB_${status}_Count`, count, 'Count'] as const] : [ofClass];
  });
}

/** The sum of a minute is the average of requests for a target, as on AWS. */
function publishPerTarget(
  { sink, at, LoadBalancer }: { sink: MetricSink; at: number; LoadBalancer: string },
  group: TargetGroup,
  requests: number,
): void {
  const healthy = [...group.targets.values()].filter(({ state }) => state === 'healthy').length;
  const TargetGroup = arnSuffix(group.arn);
  for (const dimensions of [{ TargetGroup }, { LoadBalancer, TargetGroup }]) {
    putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions, at }, [
      ['RequestCountPerTarget', requests / Math.max(1, healthy), 'None'],
    ]);
  }
}

const MINUTE_MS = 60_000;

/** Publishes the connections of a load balancer: those that are open once a minute, as their statistic is the sum. */
export function connectionsPublisher(
  { names, sink, clock }: Pick<CountsOptions, 'names' | 'sink' | 'clock'>,
  loadBalancer: string,
): (connections: { active: number; opened: number }) => void {
  const dimensions = { LoadBalancer: arnSuffix(names.loadBalancer(loadBalancer)) };
  let lastMinute = 0;
  return ({ active, opened }) => {
    const at = clock.now();
    const minute = Math.floor(at / MINUTE_MS);
    const values: [string, number, string][] = opened > 0 ? [['NewConnectionCount', opened, 'Count']] : [];
    if (minute > lastMinute) values.push(['ActiveConnectionCount', active, 'Count']);
    lastMinute = minute;
    putAll(sink, { namespace: 'AWS/ApplicationELB', dimensions, at }, values);
  };
}
