import type { StopTaskRequest, StopTaskResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { checkCluster, findTask } from '../find.ts';
import { taskView } from '../views.ts';
import type { EcsWorld } from '../world.ts';

export function stopTask(world: EcsWorld, input: Checked<StopTaskRequest>): StopTaskResponse {
  checkCluster(world, input.cluster);
  const found = findTask(world, input.task);
  if (!found) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
  found.service.stopTask(found.task.id, input.reason ?? 'Task stopped by user');
  return { task: taskView(world, found.service, found.task) };
}
