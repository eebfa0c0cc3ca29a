import type { Handlers, RangeService } from '../../wire/service.ts';
import { describeLoadBalancerAttributes, describeTargetGroupAttributes } from './actions/describe-attributes.ts';
import { describeListeners } from './actions/describe-listeners.ts';
import { describeLoadBalancers } from './actions/describe-load-balancers.ts';
import { describeRules } from './actions/describe-rules.ts';
import { describeTargetGroups } from './actions/describe-target-groups.ts';
import { describeTargetHealth } from './actions/describe-target-health.ts';
import { modifyTargetGroup } from './actions/modify-target-group.ts';
import type { ElbWorld } from './world.ts';

/** Elastic Load Balancing with the stack's load balancers; of what they are, health checks alone can be changed. */
export function createElbv2(world: ElbWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-elastic-load-balancing-v2')> = {
    DescribeLoadBalancerAttributes: (input) => describeLoadBalancerAttributes(world, input),
    DescribeTargetGroupAttributes: (input) => describeTargetGroupAttributes(world, input),
    ModifyTargetGroup: (input) => modifyTargetGroup(world, input),
    DescribeListeners: (input) => describeListeners(world, input),
    DescribeLoadBalancers: (input) => describeLoadBalancers(world, input),
    DescribeRules: (input) => describeRules(world, input),
    DescribeTargetGroups: (input) => describeTargetGroups(world, input),
    DescribeTargetHealth: (input) => describeTargetHealth(world, input),
  };
  return {
    client: 'elastic-load-balancing-v2',
    load: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
    handlers,
  };
}
