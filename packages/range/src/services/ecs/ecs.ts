import type { Handlers, RangeService } from '../../wire/service.ts';
import { describeClusters, listClusters } from './actions/clusters.ts';
import { describeTaskDefinition } from './actions/describe-task-definition.ts';
import { describeTasks } from './actions/describe-tasks.ts';
import { listTaskDefinitions } from './actions/list-task-definitions.ts';
import { listTasks } from './actions/list-tasks.ts';
import { registerTaskDefinition } from './actions/register-task-definition.ts';
import { describeServices, listServices } from './actions/services.ts';
import { stopTask } from './actions/stop-task.ts';
import { updateService } from './actions/update-service.ts';
import type { EcsWorld } from './world.ts';

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
