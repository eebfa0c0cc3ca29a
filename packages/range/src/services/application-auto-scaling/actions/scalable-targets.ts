import type {
  DeregisterScalableTargetRequest,
  DescribeScalableTargetsRequest,
  DescribeScalableTargetsResponse,
  RegisterScalableTargetRequest,
  RegisterScalableTargetResponse,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { pageOf, refuseOtherTargets } from '../requests.ts';
import { DIMENSION, NAMESPACE, type ScalableTarget } from '../scalable-target.ts';
import type { Scaling } from '../scaling.ts';

export function registerScalableTarget(
  scaling: Scaling,
  input: Checked<RegisterScalableTargetRequest>,
): RegisterScalableTargetResponse {
  refuseOtherTargets(input);
  const { ResourceId, MinCapacity, MaxCapacity, SuspendedState: suspended } = input;
  if (!scaling.options.find(ResourceId)) {
    throw new AwsError('ValidationException', `ECS service doesn't exist: ${ResourceId}`);
  }
  const target = scaling.register(ResourceId, { minCapacity: MinCapacity, maxCapacity: MaxCapacity });
  const { scaleIn, scaleOut, scheduled } = target.suspended;
  target.suspended = {
    scaleIn: suspended?.DynamicScalingInSuspended ?? scaleIn,
    scaleOut: suspended?.DynamicScalingOutSuspended ?? scaleOut,
    scheduled: suspended?.ScheduledScalingSuspended ?? scheduled,
  };
  for (const [key, value] of Object.entries(input.Tags ?? {})) target.tags.set(key, value);
  return { ScalableTargetARN: target.arn };
}

export function deregisterScalableTarget(
  scaling: Scaling,
  input: Checked<DeregisterScalableTargetRequest>,
): Record<never, never> {
  refuseOtherTargets(input);
  scaling.deregister(scaling.target(input.ResourceId));
  return {};
}

export function describeScalableTargets(
  scaling: Scaling,
  input: Checked<DescribeScalableTargetsRequest>,
): DescribeScalableTargetsResponse {
  const { ServiceNamespace, ResourceIds, ScalableDimension = DIMENSION } = input;
  const found = [...scaling.targets.values()].filter(
    ({ resourceId }) =>
      ServiceNamespace === NAMESPACE &&
      ScalableDimension === DIMENSION &&
      (ResourceIds === undefined || ResourceIds.includes(resourceId)),
  );
  const { items, nextToken } = pageOf(found, input);
  return { ScalableTargets: items.map((target) => shown(scaling, target)), NextToken: nextToken };
}

function shown({ options }: Scaling, target: ScalableTarget) {
  const { scaleIn, scaleOut, scheduled } = target.suspended;
  const role = 'ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService';
  return {
    ServiceNamespace: NAMESPACE,
    ResourceId: target.resourceId,
    ScalableDimension: DIMENSION,
    MinCapacity: target.minCapacity,
    MaxCapacity: target.maxCapacity,
    RoleARN: `arn:aws:iam::${options.account}:role/aws-service-role/${role}`,
    CreationTime: new Date(target.createdAt),
    SuspendedState: {
      DynamicScalingInSuspended: scaleIn,
      DynamicScalingOutSuspended: scaleOut,
      ScheduledScalingSuspended: scheduled,
    },
    ScalableTargetARN: target.arn,
  } as const;
}
