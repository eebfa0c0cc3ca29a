import type {
  Action,
  DescribeListenersInput,
  DescribeListenersOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { type ListenerPlace, listenerByArn, listenersOf, loadBalancerByArn, targetGroupArn } from '../find.ts';
import type { ElbWorld } from '../world.ts';

export function describeListeners(world: ElbWorld, input: Checked<DescribeListenersInput>): DescribeListenersOutput {
  return {
    Listeners: selected(world, input).map(({ loadBalancer, listener, arn }) => ({
      ListenerArn: arn,
      LoadBalancerArn: world.names.loadBalancer(loadBalancer.name),
      Port: listener.port,
      Protocol: listener.protocol,
      ...(listener.protocol === 'HTTPS' && {
        Certificates: [{ CertificateArn: world.names.certificate(loadBalancer.name) }],
      }),
      DefaultActions: [defaultAction(world, listener.default)],
    })),
  };
}

function selected(world: ElbWorld, input: Checked<DescribeListenersInput>): ListenerPlace[] {
  if (input.ListenerArns?.length) return input.ListenerArns.map((arn) => listenerByArn(world, arn));
  if (!input.LoadBalancerArn) {
    throw new AwsError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
  }
  return listenersOf(world, loadBalancerByArn(world, input.LoadBalancerArn));
}

export function defaultAction(world: ElbWorld, targetGroup: string | undefined): Action {
  if (targetGroup !== undefined) {
    return { Type: 'forward', Order: 1, TargetGroupArn: targetGroupArn(world, targetGroup) };
  }
  return { Type: 'fixed-response', Order: 1, FixedResponseConfig: { StatusCode: '404', ContentType: 'text/html' } };
}
