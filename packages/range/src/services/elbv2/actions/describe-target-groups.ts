import type {
  DescribeTargetGroupsInput,
  DescribeTargetGroupsOutput,
  TargetGroup as TargetGroupShape,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { balancersOf } from '../../../world/load-balancer.ts';
import type { TargetGroup } from '../../../world/target-group.ts';
import { loadBalancerByArn, targetGroupByArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';

export function describeTargetGroups(
  world: ElbWorld,
  input: Checked<DescribeTargetGroupsInput>,
): DescribeTargetGroupsOutput {
  return { TargetGroups: selected(world, input).map((group) => targetGroupShape(world, group)) };
}

export function targetGroupShape({ stack, names }: ElbWorld, { arn, spec }: TargetGroup): TargetGroupShape {
  return {
    TargetGroupArn: arn,
    TargetGroupName: spec.name,
    Protocol: 'HTTP',
    ProtocolVersion: 'HTTP1',
    Port: stack.services.find(({ id }) => id === spec.service)?.port,
    TargetType: 'ip',
    IpAddressType: 'ipv4',
    HealthCheckEnabled: true,
    HealthCheckProtocol: 'HTTP',
    HealthCheckPort: 'traffic-port',
    HealthCheckPath: spec.healthPath,
    HealthCheckIntervalSeconds: spec.intervalSeconds,
    HealthCheckTimeoutSeconds: HEALTH_TIMEOUT_SECONDS,
    HealthyThresholdCount: spec.healthyThreshold,
    UnhealthyThresholdCount: spec.unhealthyThreshold,
    Matcher: { HttpCode: '200-299' },
    LoadBalancerArns: balancersOf(stack, spec.id).map(({ name }) => names.loadBalancer(name)),
  };
}

/** In wall time, whatever the speed of the range. */
const HEALTH_TIMEOUT_SECONDS = 2;

function selected(world: ElbWorld, input: Checked<DescribeTargetGroupsInput>): TargetGroup[] {
  const { TargetGroupArns, Names, LoadBalancerArn } = input;
  const all = [...world.targetGroups.values()];
  if (TargetGroupArns?.length) return TargetGroupArns.map((arn) => targetGroupByArn(world, arn));
  if (LoadBalancerArn) {
    const balancer = loadBalancerByArn(world, LoadBalancerArn);
    return all.filter(({ spec }) => balancersOf(world.stack, spec.id).includes(balancer));
  }
  if (!Names?.length) return all;
  return Names.map((name) => {
    const found = all.find(({ spec }) => spec.name === name);
    if (!found) throw new AwsError('TargetGroupNotFound', `Target groups '[${name}]' not found`);
    return found;
  });
}
