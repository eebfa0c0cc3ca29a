import type { DescribeTasksRequest, DescribeTasksResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { checkCluster, findTask, shortName } from '../find.ts';
import { taskView } from '../task-view.ts';
import type { EcsWorld } from '../world.ts';

const DESCRIBED_MAX = 100;

export function describeTasks(world: EcsWorld, input: Checked<DescribeTasksRequest>): DescribeTasksResponse {
  checkCluster(world, input.cluster);
  if (input.tasks.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.');
  if (input.tasks.length > DESCRIBED_MAX) {
    throw new AwsError('InvalidParameterException', 'Must provide no more than 100 tasks.');
  }
  const found = input.tasks.map((id) => ({ id, entry: findTask(world, id) }));
  return {
    tasks: found.flatMap(({ entry }) => (entry ? [taskView(world, entry)] : [])),
    failures: found
      .filter(({ entry }) => !entry)
      .map(({ id }) => ({ arn: world.names.task(shortName(id)), reason: 'MISSING' })),
  };
}
