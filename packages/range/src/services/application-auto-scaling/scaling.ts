import type { ScalingActivity } from '@aws-sdk/client-application-auto-scaling';
import type { Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import { isMetricAlarm } from '../cloudwatch/alarm.ts';
import type { AlarmEvent } from '../cloudwatch/alarms.ts';
import type { CloudWatch } from '../cloudwatch/cloudwatch.ts';
import { Activities } from './activities.ts';
import { decide } from './decide.ts';
import { isTracking, type ScalingPolicyRecord } from './policy.ts';
import { type FindScaled, newTarget, type ScalableTarget } from './scalable-target.ts';
import { trackingAlarms } from './target-tracking.ts';

export interface ScalingOptions {
  clock: Clock;
  account: string;
  region: string;
  cloudwatch: Pick<CloudWatch, 'alarms' | 'putAlarm'>;
  find: FindScaled;
}

/** Scalable targets, their policies, and what these do when an alarm says so. */
export class Scaling {
  readonly options: ScalingOptions;
  readonly activities: Activities;
  readonly targets = new Map<string, ScalableTarget>();
  /** By ARN. */
  readonly policies = new Map<string, ScalingPolicyRecord>();

  constructor(options: ScalingOptions) {
    this.options = options;
    this.activities = new Activities(options.clock);
    options.cloudwatch.alarms.addAction({
      prefix: 'arn:aws:autoscaling:',
      repeats: true,
      run: (event) => this.#act(event),
    });
  }

  /** Throws `ObjectNotFoundException`. */
  target(resourceId: string): ScalableTarget {
    const target = this.targets.get(resourceId);
    if (target) return target;
    throw new AwsError('ObjectNotFoundException', `No scalable target found for resource ID: ${resourceId}`);
  }

  /** Makes a target or changes its limits, and brings the capacity within them. */
  register(resourceId: string, limits: { minCapacity?: number | undefined; maxCapacity?: number | undefined }) {
    const { clock, account, region } = this.options;
    const existing = this.targets.get(resourceId);
    const { minCapacity = existing?.minCapacity, maxCapacity = existing?.maxCapacity } = limits;
    if (minCapacity === undefined || maxCapacity === undefined) {
      throw new AwsError('ValidationException', 'MinCapacity and MaxCapacity are required for a new scalable target.');
    }
    if (minCapacity > maxCapacity || minCapacity < 0) {
      throw new AwsError('ValidationException', 'Maximum capacity cannot be less than minimum capacity.');
    }
    const target =
      existing ?? newTarget(resourceId, { minCapacity, maxCapacity }, { account, region, now: clock.now() });
    Object.assign(target, { minCapacity, maxCapacity });
    this.targets.set(resourceId, target);
    const current = this.options.find(resourceId)?.desiredCount ?? minCapacity;
    if (current < minCapacity) this.#set(resourceId, minCapacity, `minimum capacity was set to ${minCapacity}`);
    if (current > maxCapacity) this.#set(resourceId, maxCapacity, `maximum capacity was set to ${maxCapacity}`);
    return target;
  }

  putPolicy(policy: ScalingPolicyRecord): void {
    const before = this.policies.get(policy.arn);
    if (before) this.#deleteAlarms(before);
    this.policies.set(policy.arn, policy);
    if (isTracking(policy)) for (const alarm of trackingAlarms(policy)) this.options.cloudwatch.putAlarm(alarm);
  }

  deletePolicy(policy: ScalingPolicyRecord): void {
    this.policies.delete(policy.arn);
    this.#deleteAlarms(policy);
  }

  /** But for those that somebody deleted. */
  #deleteAlarms({ alarms }: ScalingPolicyRecord): void {
    const all = this.options.cloudwatch.alarms;
    const names = [alarms?.high, alarms?.low].filter((name) => typeof name === 'string');
    all.delete(names.filter((name) => all.find(name)));
  }

  deregister({ resourceId }: ScalableTarget): void {
    for (const policy of this.policiesOf(resourceId)) this.deletePolicy(policy);
    this.targets.delete(resourceId);
  }

  policiesOf(resourceId: string): ScalingPolicyRecord[] {
    return [...this.policies.values()].filter((policy) => policy.resourceId === resourceId);
  }

  activitiesOf(includeNotScaled: boolean): ScalingActivity[] {
    return includeNotScaled ? this.activities.all : this.activities.all.filter((one) => !one.NotScaledReasons);
  }

  /** An alarm asks a policy to act. */
  #act({ alarm, action }: AlarmEvent): void {
    const policy = this.policies.get(action);
    const target = policy && this.targets.get(policy.resourceId);
    const scaled = policy && this.options.find(policy.resourceId);
    if (!policy || !target || !scaled || !isMetricAlarm(alarm)) {
      throw new AwsError('ValidationError', `No scaling policy found for ${action}`);
    }
    const now = this.options.clock.now();
    const decision = decide({
      policy,
      target,
      alarm,
      scaled,
      now,
      others: this.policiesOf(policy.resourceId).filter((other) => other !== policy),
      alarmOf: (name) => {
        const found = this.options.cloudwatch.alarms.find(name);
        return found && isMetricAlarm(found) ? found : undefined;
      },
    });
    const cause = `monitor alarm ${alarm.config.name} in state ${alarm.state.value} triggered policy ${policy.name}`;
    if ('reason' in decision) {
      if (decision.reason) this.activities.notScaled(policy.resourceId, cause, decision.reason);
      return;
    }
    const from = scaled.desiredCount;
    if (decision.capacity > from) {
      policy.lastOut = { at: now, from: decision.from };
      // A scale-out ends the wait after a scale-in.
      for (const one of this.policiesOf(policy.resourceId)) one.lastIn = null;
    } else {
      policy.lastIn = { at: now, from };
    }
    this.#set(policy.resourceId, decision.capacity, cause);
  }

  #set(resourceId: string, count: number, cause: string): void {
    const onOver = this.activities.begin(resourceId, count, cause);
    this.options.find(resourceId)?.setDesiredCount(count, onOver);
  }
}
