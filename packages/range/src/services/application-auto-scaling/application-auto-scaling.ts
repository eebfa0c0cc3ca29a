import { AwsError, type Handlers, type RangeService } from '../../wire/service.ts';
import { describeScalingActivities } from './actions/describe-scaling-activities.ts';
import {
  deregisterScalableTarget,
  describeScalableTargets,
  registerScalableTarget,
} from './actions/scalable-targets.ts';
import { deleteScalingPolicy, describeScalingPolicies, putScalingPolicy } from './actions/scaling-policies.ts';
import type { Tracking } from './policy.ts';
import { DIMENSION, NAMESPACE, type ScalableTarget } from './scalable-target.ts';
import { Scaling, type ScalingOptions } from './scaling.ts';

export interface ScalingDeclaration {
  resourceId: string;
  minCapacity: number;
  maxCapacity: number;
  policies: readonly { name: string; tracking: Tracking }[];
}

export interface ApplicationAutoScaling {
  service: RangeService;
  /** Registers a service that may not be there yet. */
  declare(declaration: ScalingDeclaration): void;
  /** Undefined where the service is no scalable target. Gives how to resume. */
  suspend(resourceId: string): (() => void) | undefined;
}

/** Target tracking and step scaling of ECS services, by the alarms of CloudWatch. */
export function createApplicationAutoScaling(options: ScalingOptions): ApplicationAutoScaling {
  const scaling = new Scaling(options);
  return {
    service: {
      client: 'application-auto-scaling',
      load: () => import('@aws-sdk/client-application-auto-scaling'),
      handlers: handlersOf(scaling),
    },
    declare({ resourceId, minCapacity, maxCapacity, policies }) {
      scaling.register(resourceId, { minCapacity, maxCapacity });
      for (const { name, tracking } of policies) {
        putScalingPolicy(scaling, {
          PolicyName: name,
          ServiceNamespace: NAMESPACE,
          ResourceId: resourceId,
          ScalableDimension: DIMENSION,
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: tracking,
        });
      }
    },
    suspend(resourceId) {
      const target = scaling.targets.get(resourceId);
      if (!target) return undefined;
      const before = target.suspended;
      target.suspended = { ...before, scaleIn: true, scaleOut: true };
      return () => {
        target.suspended = before;
      };
    },
  };
}

function handlersOf(scaling: Scaling): Handlers<typeof import('@aws-sdk/client-application-auto-scaling')> {
  return {
    DeleteScalingPolicy: (input) => deleteScalingPolicy(scaling, input),
    DeregisterScalableTarget: (input) => deregisterScalableTarget(scaling, input),
    DescribeScalableTargets: (input) => describeScalableTargets(scaling, input),
    DescribeScalingActivities: (input) => describeScalingActivities(scaling, input),
    DescribeScalingPolicies: (input) => describeScalingPolicies(scaling, input),
    ListTagsForResource: ({ ResourceARN }) => ({ Tags: Object.fromEntries(byArn(scaling, ResourceARN).tags) }),
    PutScalingPolicy: (input) => putScalingPolicy(scaling, input),
    RegisterScalableTarget: (input) => registerScalableTarget(scaling, input),
    TagResource({ ResourceARN, Tags }) {
      for (const [key, value] of Object.entries(Tags)) byArn(scaling, ResourceARN).tags.set(key, value);
      return {};
    },
    UntagResource({ ResourceARN, TagKeys }) {
      for (const key of TagKeys) byArn(scaling, ResourceARN).tags.delete(key);
      return {};
    },
  };
}

function byArn(scaling: Scaling, arn: string): ScalableTarget {
  const found = [...scaling.targets.values()].find((target) => target.arn === arn);
  if (!found) throw new AwsError('ResourceNotFoundException', `The specified resource doesn't exist: ${arn}`);
  return found;
}
