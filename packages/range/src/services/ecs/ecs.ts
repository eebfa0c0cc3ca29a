import type { Handlers, RangeService } from '../../wire/service.ts';
import { describeClusters, listClusters } from './actions/clusters.ts';
import { describeContainerInstances, listContainerInstances } from './actions/container-instances.ts';
import { describeTasks } from './actions/describe-tasks.ts';
import { executeCommand } from './actions/execute-command.ts';
import { listTaskDefinitionFamilies, listTaskDefinitions } from './actions/list-task-definitions.ts';
import { listTasks } from './actions/list-tasks.ts';
import { registerTaskDefinition } from './actions/register-task-definition.ts';
import { runTask } from './actions/run-task.ts';
import { describeServices, listServices } from './actions/services.ts';
import { stopTask } from './actions/stop-task.ts';
import { listTagsForResource, tagResource, untagResource } from './actions/tag-resource.ts';
import { deregisterTaskDefinition, describeTaskDefinition } from './actions/task-definitions.ts';
import { updateService } from './actions/update-service.ts';
import type { EcsWorld } from './world.ts';

/** ECS with one cluster, whose services and tasks are those of the stack. `endpoint` is where sessions are opened. */
export function createEcs(world: EcsWorld, endpoint: () => string): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-ecs')> = {
    DeregisterTaskDefinition: (input) => deregisterTaskDefinition(world, input),
    DescribeClusters: (input) => describeClusters(world, input),
    DescribeContainerInstances: (input) => describeContainerInstances(world, input),
    DescribeServices: (input) => describeServices(world, input),
    DescribeTaskDefinition: (input) => describeTaskDefinition(world, input),
    DescribeTasks: (input) => describeTasks(world, input),
    ExecuteCommand: (input) => executeCommand(world, endpoint, input),
    ListClusters: () => listClusters(world),
    ListContainerInstances: (input) => listContainerInstances(world, input),
    ListServices: (input) => listServices(world, input),
    ListTagsForResource: (input) => listTagsForResource(world, input),
    ListTaskDefinitionFamilies: (input) => listTaskDefinitionFamilies(world, input),
    ListTaskDefinitions: (input) => listTaskDefinitions(world, input),
    ListTasks: (input) => listTasks(world, input),
    RegisterTaskDefinition: (input) => registerTaskDefinition(world, input),
    RunTask: (input) => runTask(world, input),
    StopTask: (input) => stopTask(world, input),
    TagResource: (input) => tagResource(world, input),
    UntagResource: (input) => untagResource(world, input),
    UpdateService: (input) => updateService(world, input),
  };
  return { client: 'ecs', load: () => import('@aws-sdk/client-ecs'), handlers };
}
