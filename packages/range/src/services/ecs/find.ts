import { AwsError } from '../../wire/service.ts';
import type { Service } from '../../world/service.ts';
import type { TaskDefinition } from '../../world/task-definitions.ts';
import type { EcsWorld, OwnedTask } from './world.ts';

/** Whatever follows the last slash: names and ids may be given as ARNs. */
export function shortName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** The cluster is `default` when none is given, as everywhere in ECS. */
export function isCluster({ stack }: EcsWorld, cluster = 'default'): boolean {
  return stack.cluster.name !== '' && shortName(cluster) === stack.cluster.name;
}

export function checkCluster(world: EcsWorld, cluster: string | undefined): void {
  if (!isCluster(world, cluster)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
}

export function findService(world: EcsWorld, nameOrArn: string): Service | undefined {
  return world.services.find(({ spec }) => spec.name === shortName(nameOrArn));
}

export function allTasks(world: EcsWorld): OwnedTask[] {
  const kept = world.services.flatMap((service) => [...service.tasks].map(({ task }) => ({ task, service })));
  const others = [...world.oneOffTasks.running].map((task) => ({ task, service: null }));
  return [...kept, ...others, ...world.stopped];
}

export function findTask(world: EcsWorld, idOrArn: string): OwnedTask | undefined {
  return allTasks(world).find(({ task }) => task.id === shortName(idOrArn));
}

/** A definition that may be run. Throws `ClientException` for none, and for one that was deregistered. */
export function runnableDefinition({ definitions }: EcsWorld, key: string): TaskDefinition {
  const definition = definitions.find(key);
  if (!definition) throw new AwsError('ClientException', 'TaskDefinition not found.');
  if (definition.deregisteredAt !== null) throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return definition;
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', `ecs ${what} is not implemented in this range.`, 501);
}

/** Refuses members that were given and would not act; those that say nothing (`[]`, `{}`, `false`) say nothing wrong. */
export function checkMembers(operation: string, input: object, supported: readonly string[]): void {
  const other = Object.entries(input).find(([name, value]) => !supported.includes(name) && saysSomething(value));
  if (other) throw notImplemented(`${operation} with ${other[0]}`);
}

function saysSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  return typeof value !== 'object' || Object.values(value).some(saysSomething);
}
