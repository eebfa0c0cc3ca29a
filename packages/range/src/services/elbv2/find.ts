import type { Stack } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import type { TargetGroup } from '../../world/target-group.ts';
import type { ElbWorld } from './world.ts';

type LoadBalancerSpec = Stack['loadBalancers'][number];

export interface ListenerPlace {
  loadBalancer: LoadBalancerSpec;
  listener: LoadBalancerSpec['listeners'][number];
  arn: string;
}

export function loadBalancerByArn({ stack, names }: ElbWorld, arn: string): LoadBalancerSpec {
  const found = stack.loadBalancers.find(({ name }) => names.loadBalancer(name) === arn);
  if (!found) throw new AwsError('LoadBalancerNotFound', `Load balancer '${arn}' not found`);
  return found;
}

export function targetGroupByArn({ targetGroups }: ElbWorld, arn: string): TargetGroup {
  const found = [...targetGroups.values()].find((group) => group.arn === arn);
  if (!found) throw new AwsError('TargetGroupNotFound', `Target groups '${arn}' not found`);
  return found;
}

export function listenersOf({ names }: ElbWorld, loadBalancer: LoadBalancerSpec): ListenerPlace[] {
  return loadBalancer.listeners.map((listener) => ({
    loadBalancer,
    listener,
    arn: names.listener(loadBalancer.name, listener.port),
  }));
}

export function listenerByArn(world: ElbWorld, arn: string): ListenerPlace {
  const found = world.stack.loadBalancers
    .flatMap((spec) => listenersOf(world, spec))
    .find((place) => place.arn === arn);
  if (!found) throw new AwsError('ListenerNotFound', `One or more listeners not found`);
  return found;
}

/** ARN of a target group by its id in the stack. */
export function targetGroupArn({ targetGroups }: ElbWorld, id: string): string {
  return targetGroups.get(id)?.arn ?? '';
}
