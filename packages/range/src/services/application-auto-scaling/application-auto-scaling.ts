import type { DescribeScalingPoliciesRequest, ScalingPolicy } from '@aws-sdk/client-application-auto-scaling';
import type { Checked, Handlers, RangeService } from '../../wire/service.ts';
import { page } from '../page.ts';

const DEFAULT_RESULTS = 50;

/** Shows the scaling policies that were declared; none of them acts, and none can be put. */
export function createApplicationAutoScaling(options: { policies: readonly ScalingPolicy[] }): {
  service: RangeService;
} {
  const handlers: Handlers<typeof import('@aws-sdk/client-application-auto-scaling')> = {
    DescribeScalingPolicies(input) {
      const { items, nextToken } = page(options.policies.filter(matches(input)), {
        limit: input.MaxResults ?? DEFAULT_RESULTS,
        token: input.NextToken,
        invalidToken: 'InvalidNextTokenException',
      });
      return { ScalingPolicies: items, NextToken: nextToken };
    },
  };
  return {
    service: {
      client: 'application-auto-scaling',
      load: () => import('@aws-sdk/client-application-auto-scaling'),
      handlers,
    },
  };
}

function matches(input: Checked<DescribeScalingPoliciesRequest>): (policy: ScalingPolicy) => boolean {
  return (policy) =>
    policy.ServiceNamespace === input.ServiceNamespace &&
    (input.ResourceId === undefined || policy.ResourceId === input.ResourceId) &&
    (input.ScalableDimension === undefined || policy.ScalableDimension === input.ScalableDimension) &&
    (input.PolicyNames === undefined || input.PolicyNames.includes(policy.PolicyName ?? ''));
}
