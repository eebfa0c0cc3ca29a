import type { Handlers, RangeService } from '../../wire/service.ts';
import type { World } from '../../world/world.ts';
import { authorizeSecurityGroupIngress } from './actions/authorize-security-group-ingress.ts';
import {
  describeAvailabilityZones,
  describeRegions,
  describeSubnets,
  describeVpcs,
} from './actions/describe-network.ts';
import { describeSecurityGroupRules } from './actions/describe-security-group-rules.ts';
import { describeSecurityGroups } from './actions/describe-security-groups.ts';
import { modifySecurityGroupRules } from './actions/modify-security-group-rules.ts';
import { revokeSecurityGroupIngress } from './actions/revoke-security-group-ingress.ts';
import type { Ec2World } from './world.ts';

/** The network part of EC2: the stack's security groups, whose rules act, and the network that they stand in. */
export function createEc2(own: World, networkCidr: string): RangeService {
  const { names, securityGroups, caches } = own;
  const world: Ec2World = {
    names,
    securityGroups,
    caches,
    networkCidr,
    get stack() {
      return own.stack;
    },
  };
  const handlers: Handlers<typeof import('@aws-sdk/client-ec2')> = {
    AuthorizeSecurityGroupIngress: (input) => authorizeSecurityGroupIngress(world, input),
    DescribeAvailabilityZones: (input) => describeAvailabilityZones(world, input),
    DescribeRegions: (input) => describeRegions(world, input),
    DescribeSecurityGroupRules: (input) => describeSecurityGroupRules(world, input),
    DescribeSecurityGroups: (input) => describeSecurityGroups(world, input),
    DescribeSubnets: (input) => describeSubnets(world, input),
    DescribeVpcs: (input) => describeVpcs(world, input),
    ModifySecurityGroupRules: (input) => modifySecurityGroupRules(world, input),
    RevokeSecurityGroupIngress: (input) => revokeSecurityGroupIngress(world, input),
  };
  return { client: 'ec2', load: () => import('@aws-sdk/client-ec2'), handlers };
}
