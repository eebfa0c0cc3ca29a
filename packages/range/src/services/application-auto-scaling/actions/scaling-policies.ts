import { randomUUID } from 'node:crypto';
import type {
  Alarm,
  DeleteScalingPolicyRequest,
  DescribeScalingPoliciesRequest,
  DescribeScalingPoliciesResponse,
  PutScalingPolicyRequest,
  PutScalingPolicyResponse,
  ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { ScalingPolicyRecord } from '../policy.ts';
import { pageOf, refuseOtherTargets } from '../requests.ts';
import { DIMENSION, NAMESPACE } from '../scalable-target.ts';
import type { Scaling } from '../scaling.ts';
import { checkSteps } from '../step-scaling.ts';
import { alarmNames, metricOf } from '../target-tracking.ts';

export function putScalingPolicy(scaling: Scaling, input: Checked<PutScalingPolicyRequest>): PutScalingPolicyResponse {
  refuseOtherTargets(input);
  const { PolicyName: name, ResourceId: resourceId } = input;
  if (!scaling.targets.has(resourceId)) {
    throw new AwsError(
      'ObjectNotFoundException',
      `No scalable target registered for service namespace: ${NAMESPACE}, resource ID: ${resourceId}, scalable dimension: ${DIMENSION}`,
    );
  }
  const { account, region, clock } = scaling.options;
  const existing = scaling.policiesOf(resourceId).find((policy) => policy.name === name);
  const config = configOf(input, existing);
  const id = `${randomUUID()}:resource/${NAMESPACE}/${resourceId}:policyName/${name}`;
  const policy: ScalingPolicyRecord = {
    name,
    arn: existing?.arn ?? `arn:aws:autoscaling:${region}:${account}:scalingPolicy:${id}`,
    resourceId,
    createdAt: existing?.createdAt ?? clock.now(),
    config,
    alarms: config.type === 'TargetTrackingScaling' ? alarmNames(resourceId, config.tracking) : null,
    lastOut: existing?.lastOut ?? null,
    lastIn: existing?.lastIn ?? null,
  };
  scaling.putPolicy(policy);
  return { PolicyARN: policy.arn, Alarms: alarmsOf(scaling, policy) };
}

function configOf(
  input: Checked<PutScalingPolicyRequest>,
  existing: ScalingPolicyRecord | undefined,
): ScalingPolicyRecord['config'] {
  const type = input.PolicyType ?? existing?.config.type ?? 'StepScaling';
  if (existing && existing.config.type !== type) {
    throw new AwsError('ValidationException', 'The type of a scaling policy cannot be changed.');
  }
  if (type === 'TargetTrackingScaling') {
    const tracking = required(
      input.TargetTrackingScalingPolicyConfiguration,
      'TargetTrackingScalingPolicyConfiguration',
    );
    metricOf(tracking, input.ResourceId);
    if (tracking.TargetValue <= 0) throw new AwsError('ValidationException', 'TargetValue must be greater than 0.');
    return { type, tracking };
  }
  if (type === 'StepScaling') {
    const stepping = required(input.StepScalingPolicyConfiguration, 'StepScalingPolicyConfiguration');
    checkSteps(stepping);
    return { type, stepping };
  }
  throw new AwsError('NotImplemented', `application-auto-scaling ${type} is not implemented in this range.`, 501);
}

function required<T>(value: T | undefined, name: string): T {
  if (value !== undefined) return value;
  throw new AwsError('ValidationException', `${name} is required for this policy type.`);
}

export function deleteScalingPolicy(
  scaling: Scaling,
  input: Checked<DeleteScalingPolicyRequest>,
): Record<never, never> {
  refuseOtherTargets(input);
  const policy = scaling.policiesOf(input.ResourceId).find(({ name }) => name === input.PolicyName);
  if (!policy) {
    throw new AwsError('ObjectNotFoundException', `No scaling policy found for policy name: ${input.PolicyName}`);
  }
  scaling.deletePolicy(policy);
  return {};
}

export function describeScalingPolicies(
  scaling: Scaling,
  input: Checked<DescribeScalingPoliciesRequest>,
): DescribeScalingPoliciesResponse {
  const { ServiceNamespace, ResourceId, ScalableDimension = DIMENSION, PolicyNames } = input;
  const found = [...scaling.policies.values()].filter(
    ({ name, resourceId }) =>
      ServiceNamespace === NAMESPACE &&
      ScalableDimension === DIMENSION &&
      (ResourceId === undefined || resourceId === ResourceId) &&
      (PolicyNames === undefined || PolicyNames.includes(name)),
  );
  const { items, nextToken } = pageOf(found, input);
  return { ScalingPolicies: items.map((policy) => shown(scaling, policy)), NextToken: nextToken };
}

function shown(scaling: Scaling, policy: ScalingPolicyRecord): ScalingPolicy {
  const { config } = policy;
  return {
    PolicyARN: policy.arn,
    PolicyName: policy.name,
    ServiceNamespace: NAMESPACE,
    ResourceId: policy.resourceId,
    ScalableDimension: DIMENSION,
    PolicyType: config.type,
    ...(config.type === 'TargetTrackingScaling'
      ? { TargetTrackingScalingPolicyConfiguration: config.tracking }
      : { StepScalingPolicyConfiguration: config.stepping }),
    Alarms: alarmsOf(scaling, policy),
    CreationTime: new Date(policy.createdAt),
  };
}

/** Those that the policy made, or, of step scaling, those that name it among their actions. */
function alarmsOf({ options }: Scaling, { arn }: ScalingPolicyRecord): Alarm[] {
  const named = options.cloudwatch.alarms.all().filter(({ config }) => config.alarmActions.includes(arn));
  return named.map((alarm) => ({ AlarmName: alarm.config.name, AlarmARN: alarm.arn }));
}
