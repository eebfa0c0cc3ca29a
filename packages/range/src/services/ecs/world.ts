import type { Clock, Stack } from '@steadyhand/contracts';
import type { Names } from '../../world/names.ts';
import type { Service } from '../../world/service.ts';
import type { Task } from '../../world/task.ts';
import type { TaskDefinitions } from '../../world/task-definitions.ts';

/** What of the range ECS shows and acts on. */
export interface EcsWorld {
  readonly stack: Stack;
  readonly names: Names;
  readonly clock: Clock;
  readonly services: readonly Service[];
  readonly definitions: TaskDefinitions;
  /** Tasks that ended not long ago. */
  readonly stopped: readonly OwnedTask[];
}

export interface OwnedTask {
  task: Task;
  service: Service;
}
