/**
 * What a policy does when its alarm goes off.
 *
 * A1. Scaling out from below the minimum goes on from the minimum; from above the maximum nothing is done. Scaling in is
 *     its mirror. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html
 * A2. During the cooldown of a scale-out, what it added counts: more is added only where the metric now asks for more
 *     from the capacity before it. During that of a scale-in, nothing is scaled in.
 * A3. Nothing is scaled in while a deployment is under way, nor unless every target tracking policy that may scale in
 *     agrees; the largest capacity of all counts.
 *     https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
 */
import type { NotScaledReason } from '@aws-sdk/client-application-auto-scaling';
import type { MetricAlarmRecord } from '../cloudwatch/alarm.ts';
import { cooldownMs, isTracking, type LastScaling, type ScalingPolicyRecord } from './policy.ts';
import type { ScalableTarget, Scaled } from './scalable-target.ts';
import { steppedCapacity } from './step-scaling.ts';
import { trackedCapacity } from './target-tracking.ts';

export interface Situation {
  policy: ScalingPolicyRecord;
  target: ScalableTarget;
  alarm: MetricAlarmRecord;
  scaled: Pick<Scaled, 'desiredCount' | 'isDeploying'>;
  now: number;
  /** The other policies of the target. */
  others: readonly ScalingPolicyRecord[];
  alarmOf(name: string): MetricAlarmRecord | undefined;
}

/** `from` is what the capacity was reckoned from. No reason where nothing is worth saying. */
export type Decision = { capacity: number; from: number } | { reason: NotScaledReason | null };

export function decide(situation: Situation): Decision {
  const { policy, alarm, scaled, target } = situation;
  const metric = alarm.points.at(-1)?.value;
  if (metric === undefined) return { reason: null };
  const wanted = (from: number) => wantedFrom(policy, alarm, { from, metric });
  const isOut = isTracking(policy)
    ? alarm.config.name === policy.alarms?.high
    : wanted(scaled.desiredCount) > scaled.desiredCount;
  if (isOut ? target.suspended.scaleOut : target.suspended.scaleIn) return { reason: null };
  return isOut ? scaleOut(situation, wanted) : scaleIn(situation, wanted);
}

type Wanted = (from: number) => number;

function wantedFrom(
  { config }: ScalingPolicyRecord,
  alarm: MetricAlarmRecord,
  { from, metric }: { from: number; metric: number },
): number {
  return config.type === 'TargetTrackingScaling'
    ? trackedCapacity(from, { metric, target: config.tracking.TargetValue })
    : steppedCapacity(config.stepping, from, metric - alarm.config.threshold);
}

/** (A1, A2) */
function scaleOut({ policy, target, scaled, now }: Situation, wanted: Wanted): Decision {
  const { minCapacity, maxCapacity } = target;
  const current = scaled.desiredCount;
  const cooling = policy.lastOut && isCooling(policy.lastOut, cooldownMs(policy, 'out'), now);
  const from = cooling && policy.lastOut ? policy.lastOut.from : Math.max(current, minCapacity);
  const capacity = Math.min(maxCapacity, wanted(from));
  if (capacity > current) return { capacity, from };
  return current >= maxCapacity
    ? { reason: { Code: 'AlreadyAtMaxCapacity', MaxCapacity: maxCapacity, CurrentCapacity: current } }
    : { reason: { Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: current } };
}

/** (A1, A2, A3) */
function scaleIn(situation: Situation, wanted: Wanted): Decision {
  const { policy, others, target, scaled, now } = situation;
  const { minCapacity, maxCapacity } = target;
  const current = scaled.desiredCount;
  if (current <= minCapacity) {
    return { reason: { Code: 'AlreadyAtMinCapacity', MinCapacity: minCapacity, CurrentCapacity: current } };
  }
  // Whichever policy it was: two that agree would else scale in twice in the same minute.
  const isResting = [policy, ...others].some((one) => one.lastIn && isCooling(one.lastIn, cooldownMs(one, 'in'), now));
  if (scaled.isDeploying || isResting) return { reason: null };
  const from = Math.min(current, maxCapacity);
  const wantedElsewhere = isTracking(policy) ? wantedByOthers(situation, from) : [];
  if (wantedElsewhere === null) return { reason: null };
  const capacity = Math.max(minCapacity, wanted(from), ...wantedElsewhere);
  if (capacity < current) return { capacity, from };
  return { reason: { Code: 'AlreadyAtDesiredCapacity', CurrentCapacity: current } };
}

/** Null where one of them does not want to scale in. */
function wantedByOthers({ others, alarmOf }: Situation, from: number): number[] | null {
  const wanted: number[] = [];
  for (const other of others.filter(isTracking)) {
    if (!other.alarms?.low) continue;
    const low = alarmOf(other.alarms.low);
    const metric = low?.points.at(-1)?.value;
    if (low?.state.value !== 'ALARM' || metric === undefined) return null;
    wanted.push(wantedFrom(other, low, { from, metric }));
  }
  return wanted;
}

function isCooling({ at }: LastScaling, cooldown: number, now: number): boolean {
  return now < at + cooldown;
}
