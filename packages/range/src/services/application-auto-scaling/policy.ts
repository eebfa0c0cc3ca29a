import type {
  StepScalingPolicyConfiguration,
  TargetTrackingScalingPolicyConfiguration,
} from '@aws-sdk/client-application-auto-scaling';
import type { Checked } from '../../wire/service.ts';

export type Tracking = Checked<TargetTrackingScalingPolicyConfiguration>;
export type Stepping = Checked<StepScalingPolicyConfiguration>;

/** When and from what capacity a policy last scaled in one direction. */
export interface LastScaling {
  at: number;
  from: number;
}

export interface ScalingPolicyRecord {
  name: string;
  arn: string;
  resourceId: string;
  createdAt: number;
  config: { type: 'TargetTrackingScaling'; tracking: Tracking } | { type: 'StepScaling'; stepping: Stepping };
  /** Of target tracking: names of the alarms that it made. */
  alarms: { high: string; low: string | null } | null;
  lastOut: LastScaling | null;
  lastIn: LastScaling | null;
}

export type TrackingPolicy = ScalingPolicyRecord & { config: { type: 'TargetTrackingScaling'; tracking: Tracking } };

export function isTracking(policy: ScalingPolicyRecord): policy is TrackingPolicy {
  return policy.config.type === 'TargetTrackingScaling';
}

/** ECS' default. */
const COOLDOWN_SECONDS = 300;

export function cooldownMs({ config }: ScalingPolicyRecord, direction: 'out' | 'in'): number {
  if (config.type === 'StepScaling') return (config.stepping.Cooldown ?? COOLDOWN_SECONDS) * 1000;
  const { ScaleInCooldown, ScaleOutCooldown } = config.tracking;
  return ((direction === 'out' ? ScaleOutCooldown : ScaleInCooldown) ?? COOLDOWN_SECONDS) * 1000;
}
