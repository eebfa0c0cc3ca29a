import type {
  DescribeLoadBalancerAttributesInput,
  DescribeLoadBalancerAttributesOutput,
  DescribeTargetGroupAttributesInput,
  DescribeTargetGroupAttributesOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Checked } from '../../../wire/service.ts';
import { loadBalancerByArn, targetGroupByArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';

export function describeLoadBalancerAttributes(
  world: ElbWorld,
  { LoadBalancerArn }: Checked<DescribeLoadBalancerAttributesInput>,
): DescribeLoadBalancerAttributesOutput {
  const { accessLogs } = loadBalancerByArn(world, LoadBalancerArn);
  const bucket = world.stack.buckets.find(({ id }) => id === accessLogs?.bucket)?.name;
  return {
    Attributes: attributes({
      'access_logs.s3.enabled': String(accessLogs !== undefined),
      'access_logs.s3.bucket': bucket ?? '',
      'access_logs.s3.prefix': accessLogs?.prefix ?? '',
      'deletion_protection.enabled': 'false',
      'idle_timeout.timeout_seconds': '60',
      'routing.http2.enabled': 'false',
      'routing.http.xff_header_processing.mode': 'append',
      'waf.fail_open.enabled': 'false',
    }),
  };
}

export function describeTargetGroupAttributes(
  world: ElbWorld,
  { TargetGroupArn }: Checked<DescribeTargetGroupAttributesInput>,
): DescribeTargetGroupAttributesOutput {
  const { spec } = targetGroupByArn(world, TargetGroupArn);
  return {
    Attributes: attributes({
      'deregistration_delay.timeout_seconds': String(spec.deregistrationDelaySeconds),
      'load_balancing.algorithm.type': 'round_robin',
      'slow_start.duration_seconds': '0',
      'stickiness.enabled': 'false',
      'stickiness.type': 'lb_cookie',
    }),
  };
}

function attributes(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}
