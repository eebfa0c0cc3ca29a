import type {
  DescribeLoadBalancersInput,
  DescribeLoadBalancersOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { loadBalancerByArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';

export function describeLoadBalancers(
  world: ElbWorld,
  input: Checked<DescribeLoadBalancersInput>,
): DescribeLoadBalancersOutput {
  const { stack, names, startedAt } = world;
  return {
    LoadBalancers: selected(world, input).map(({ name, securityGroups }) => ({
      LoadBalancerArn: names.loadBalancer(name),
      LoadBalancerName: name,
      DNSName: names.loadBalancerDns(name),
      SecurityGroups: stack.securityGroups
        .filter(({ id }) => securityGroups.includes(id))
        .map((group) => names.securityGroupId(group.name)),
      CanonicalHostedZoneId: names.loadBalancerZoneId(),
      CreatedTime: new Date(startedAt),
      Scheme: 'internet-facing',
      Type: 'application',
      IpAddressType: 'ipv4',
      State: { Code: 'active' },
      AvailabilityZones: [{ ZoneName: `${stack.region}a` }],
    })),
  };
}

function selected(world: ElbWorld, { LoadBalancerArns, Names }: Checked<DescribeLoadBalancersInput>) {
  const all = world.stack.loadBalancers;
  if (LoadBalancerArns?.length) return LoadBalancerArns.map((arn) => loadBalancerByArn(world, arn));
  if (!Names?.length) return all;
  return Names.map((name) => {
    const found = all.find((spec) => spec.name === name);
    if (!found) throw new AwsError('LoadBalancerNotFound', `Load balancers '[${name}]' not found`);
    return found;
  });
}
