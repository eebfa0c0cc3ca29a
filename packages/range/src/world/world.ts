import type { Clock, Stack } from '@steadyhand/contracts';
import type { RunningPostgres } from '../postgres/start.ts';
import type { RunningRedis } from '../redis/start.ts';
import type { Dependency } from './dependency.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { type Names, namesOf } from './names.ts';
import type { Service } from './service.ts';
import { createTargetGroup, type TargetGroup } from './target-group.ts';
import type { Task } from './task.ts';
import { createTaskDefinitions, type TaskDefinitions } from './task-definitions.ts';

/** Everything that runs in a range. It fills while the range starts; who shows it looks at it each time. */
export interface World {
  readonly stack: Stack;
  readonly names: Names;
  readonly clock: Clock;
  /** On the range's clock. */
  readonly startedAt: number;
  readonly definitions: TaskDefinitions;
  readonly services: Service[];
  /** Tasks that ended last. */
  readonly stopped: { task: Task; service: Service }[];
  /** By id in the stack. */
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  readonly balancers: LoadBalancer[];
  /** By instance identifier. */
  readonly databases: Map<string, RunningPostgres>;
  /** By replication group. */
  readonly caches: Map<string, RunningRedis>;
  readonly dependencies: Dependency[];
}

/** Every range has this account; it belongs to nobody. */
export const RANGE_ACCOUNT = '000000000000';

export function emptyWorld(stack: Stack, clock: Clock): World {
  const names = namesOf(stack, RANGE_ACCOUNT);
  return {
    stack,
    names,
    clock,
    startedAt: clock.now(),
    definitions: createTaskDefinitions(names, clock),
    services: [],
    stopped: [],
    targetGroups: new Map(
      stack.targetGroups.map((spec) => [spec.id, createTargetGroup(spec, names.targetGroup(spec.name), clock)]),
    ),
    balancers: [],
    databases: new Map(),
    caches: new Map(),
    dependencies: [],
  };
}

const STOPPED_KEPT = 100;

/** Remembers a task that ended, as ECS does for a while. */
export function rememberStopped({ stopped }: World, service: Service, task: Task): void {
  stopped.unshift({ task, service });
  stopped.length = Math.min(stopped.length, STOPPED_KEPT);
}

/** Stops controllers and health checks, so that nothing is started or replaced any more. */
export function closeWorld({ services, targetGroups }: World): void {
  for (const service of services) service.close();
  for (const group of targetGroups.values()) group.close();
}
