import type { ListTasksRequest, ListTasksResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { allTasks, checkCluster, findService } from '../find.ts';
import { desiredStatusOf } from '../task-view.ts';
import type { EcsWorld } from '../world.ts';

const LISTED_DEFAULT = 100;

/** Tasks that should run, unless `desiredStatus` asks for those that should not. */
export function listTasks(world: EcsWorld, input: Checked<ListTasksRequest>): ListTasksResponse {
  checkCluster(world, input.cluster);
  const service = input.serviceName === undefined ? undefined : findService(world, input.serviceName);
  if (input.serviceName !== undefined && !service) {
    throw new AwsError('ServiceNotFoundException', 'Service not found.');
  }
  const fargate = input.launchType === undefined || input.launchType === 'FARGATE';
  const arns = allTasks(world)
    .filter((entry) => service === undefined || entry.service === service)
    .filter(({ task }) => input.family === undefined || task.definition.family === input.family)
    .filter(({ task }) => desiredStatusOf(task) === (input.desiredStatus ?? 'RUNNING'))
    .filter(({ task }) => input.startedBy === undefined || task.startedBy === input.startedBy)
    .filter(() => fargate && input.containerInstance === undefined)
    .map(({ task }) => world.names.task(task.id));
  const { items, nextToken } = page(arns, {
    limit: input.maxResults ?? LISTED_DEFAULT,
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return { taskArns: items, nextToken };
}
