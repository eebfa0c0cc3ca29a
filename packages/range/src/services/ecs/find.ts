import { AwsError } from '../../wire/service.ts';
import type { Service } from '../../world/service.ts';
import type { EcsWorld, OwnedTask } from './world.ts';

/** Whatever follows the last slash: names and ids may be given as ARNs. */
export function shortName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** The cluster is `default` when none is given, as everywhere in ECS. */
export function isCluster({ stack }: EcsWorld, cluster = 'default'): boolean {
  return shortName(cluster) === stack.cluster.name;
}

export function checkCluster(world: EcsWorld, cluster: string | undefined): void {
  if (!isCluster(world, cluster)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
}

export function findService(world: EcsWorld, nameOrArn: string): Service | undefined {
  return world.services.find(({ spec }) => spec.name === shortName(nameOrArn));
}

export function allTasks(world: EcsWorld): OwnedTask[] {
  const running = world.services.flatMap((service) => [...service.tasks].map(({ task }) => ({ task, service })));
  return [...running, ...world.stopped];
}

export function findTask(world: EcsWorld, idOrArn: string): OwnedTask | undefined {
  return allTasks(world).find(({ task }) => task.id === shortName(idOrArn));
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `ecs ${what} is not implemented in this range.`, 501);
}
