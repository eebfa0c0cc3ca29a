import type { DescribeTasksRequest, DescribeTasksResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { checkCluster, findTask, shortName } from '../find.ts';
import { taskView } from '../views.ts';
import type { EcsWorld } from '../world.ts';

export function describeTasks(world: EcsWorld, input: Checked<DescribeTasksRequest>): DescribeTasksResponse {
  checkCluster(world, input.cluster);
  if (input.tasks.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.');
  const found = input.tasks.map((id) => ({ id, entry: findTask(world, id) }));
  return {
    tasks: found.flatMap(({ entry }) => (entry ? [taskView(world, entry.service, entry.task)] : [])),
    failures: found
      .filter(({ entry }) => !entry)
      .map(({ id }) => ({ arn: world.names.task(shortName(id)), reason: 'MISSING' })),
  };
}
