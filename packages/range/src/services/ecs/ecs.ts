import type { Clock, Stack } from '@steadyhand/contracts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import type { Names } from '../../world/names.ts';
import type { Service } from '../../world/service.ts';
import type { Task } from '../../world/task.ts';
import type { TaskDefinitions } from '../../world/task-definitions.ts';
import { describeClusters, listClusters } from './actions/clusters.ts';
import { describeTaskDefinition } from './actions/describe-task-definition.ts';
import { describeTasks } from './actions/describe-tasks.ts';
import { listTaskDefinitions } from './actions/list-task-definitions.ts';
import { listTasks } from './actions/list-tasks.ts';
import { registerTaskDefinition } from './actions/register-task-definition.ts';
import { describeServices, listServices } from './actions/services.ts';
import { stopTask } from './actions/stop-task.ts';
import { updateService } from './actions/update-service.ts';

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

/** ECS with one cluster, whose services and tasks are those of the stack. */
export function createEcs(world: EcsWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-ecs')> = {
    DescribeClusters: (input) => describeClusters(world, input),
    DescribeServices: (input) => describeServices(world, input),
    DescribeTaskDefinition: (input) => describeTaskDefinition(world, input),
    DescribeTasks: (input) => describeTasks(world, input),
    ListClusters: () => listClusters(world),
    ListServices: (input) => listServices(world, input),
    ListTaskDefinitions: (input) => listTaskDefinitions(world, input),
    ListTasks: (input) => listTasks(world, input),
    RegisterTaskDefinition: (input) => registerTaskDefinition(world, input),
    StopTask: (input) => stopTask(world, input),
    UpdateService: (input) => updateService(world, input),
  };
  return { client: 'ecs', load: () => import('@aws-sdk/client-ecs'), handlers };
}
