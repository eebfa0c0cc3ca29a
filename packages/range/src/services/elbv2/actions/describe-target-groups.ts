import type { DescribeTargetGroupsInput, DescribeTargetGroupsOutput } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { balancersOf } from '../../../world/load-balancer.ts';
import type { TargetGroup } from '../../../world/target-group.ts';
import { loadBalancerByArn, targetGroupByArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';

export function describeTargetGroups(
  world: ElbWorld,
  input: Checked<DescribeTargetGroupsInput>,
): DescribeTargetGroupsOutput {
  const { stack, names } = world;
  return {
    TargetGroups: selected(world, input).map(({ arn, spec }) => ({
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
      HealthyThresholdCount: spec.healthyThreshold,
      UnhealthyThresholdCount: spec.unhealthyThreshold,
      Matcher: { HttpCode: '200-299' },
      LoadBalancerArns: balancersOf(stack, spec.id).map(({ name }) => names.loadBalancer(name)),
    })),
  };
}

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
