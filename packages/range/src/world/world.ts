import type { Clock, Stack } from '@steadyhand/contracts';
import { SecurityGroups } from '../network/security-groups.ts';
import { createRegistry, type Registry } from '../program/registry.ts';
import type { Cache } from '../redis/cache.ts';
import { emptyRds, type RdsWorld } from '../services/rds/world.ts';
import { WebAcls } from '../services/wafv2/web-acls.ts';
import { createSessions, type Sessions } from '../session/sessions.ts';
import type { Dependency } from './dependency.ts';
import type { LoadBalancer } from './load-balancer.ts';
import { type Names, namesOf } from './names.ts';
import { createOneOffTasks, type OneOffTasks } from './one-off-tasks.ts';
import type { Service } from './service.ts';
import { createTargetGroup, type TargetGroup } from './target-group.ts';
import type { Task, TaskWorld } from './task.ts';
import { createTaskDefinitions, type TaskDefinitions } from './task-definitions.ts';
import { undeployed } from './undeployed.ts';

/** Everything that runs in one region of a range. It fills as a stack is deployed; who shows it looks at it each time. */
export interface World {
  /** What is deployed there. It changes when a stack is deployed, so who shows it reads it each time. */
  stack: Stack;
  readonly names: Names;
  readonly clock: Clock;
  /** On the range's clock. */
  readonly startedAt: number;
  readonly definitions: TaskDefinitions;
  readonly services: Service[];
  readonly oneOffTasks: OneOffTasks;
  /** Tasks that ended last. */
  readonly stopped: OwnedTask[];
  /** What tasks are run with; null until there is. */
  tasks: TaskWorld | null;
  readonly images: Registry;
  /** Of resources, by ARN. */
  readonly tags: Map<string, Map<string, string>>;
  readonly sessions: Sessions;
  /** By id in the stack. */
  readonly targetGroups: Map<string, TargetGroup>;
  readonly balancers: LoadBalancer[];
  readonly webAcls: WebAcls;
  readonly rds: RdsWorld;
  /** By replication group. */
  readonly caches: Map<string, Cache>;
  readonly dependencies: Dependency[];
  readonly securityGroups: SecurityGroups;
}

/** A task and the service that keeps it; null for one that runs by itself. */
export interface OwnedTask {
  task: Task;
  service: Service | null;
}

/** Every range has this account; it belongs to nobody. */
export const RANGE_ACCOUNT = '000000000000';

/** A region in which nothing is deployed. The stack gives the names, and its region is the one meant. */
export function emptyWorld(stack: Stack, clock: Clock): World {
  const names = namesOf(stack, RANGE_ACCOUNT);
  const securityGroups = new SecurityGroups();
  const world: World = {
    stack: undeployed(stack),
    names,
    clock,
    startedAt: clock.now(),
    definitions: createTaskDefinitions(names, clock),
    services: [],
    oneOffTasks: createOneOffTasks({
      clock,
      world: () => world.tasks,
      onStopped: (task) => rememberStopped(world, null, task),
    }),
    stopped: [],
    tasks: null,
    tags: new Map(),
    sessions: createSessions(clock),
    images: createRegistry(`${RANGE_ACCOUNT}.dkr.ecr.${names.region}.amazonaws.com`, clock),
    targetGroups: new Map(),
    balancers: [],
    webAcls: new WebAcls(),
    rds: emptyRds({ names, clock, securityGroups }),
    caches: new Map(),
    dependencies: [],
    securityGroups,
  };
  return world;
}

/** From here on the stack's resources are shown, and its target groups wait for targets. */
export function declareStack(world: World, stack: Stack): void {
  world.stack = stack;
  world.securityGroups.declare(stack, world.names);
  world.webAcls.declare(stack, world.names);
  for (const spec of stack.targetGroups) {
    if (world.targetGroups.has(spec.id)) continue;
    world.targetGroups.set(spec.id, createTargetGroup(spec, world.names.targetGroup(spec.name), world.clock));
  }
}

/** Ids as AWS forms them of the security groups that a resource of the stack is in. */
export function groupIdsOf(
  { stack, names }: World,
  { securityGroups }: { securityGroups: readonly string[] },
): string[] {
  const named = stack.securityGroups.filter(({ id }) => securityGroups.includes(id));
  return named.map(({ name }) => names.securityGroupId(name));
}

const STOPPED_KEPT = 100;

/** Remembers a task that ended, as ECS does for a while. */
export function rememberStopped({ stopped }: World, service: Service | null, task: Task): void {
  stopped.unshift({ task, service });
  stopped.length = Math.min(stopped.length, STOPPED_KEPT);
}

/** Stops controllers and health checks, so that nothing is started or replaced any more. */
export function closeWorld({ services, targetGroups, sessions, rds }: World): void {
  sessions.close();
  rds.instances.abandon();
  void rds.proxies.close();
  for (const service of services) service.close();
  for (const group of targetGroups.values()) group.close();
}
