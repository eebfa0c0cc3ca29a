import type { StopTaskRequest, StopTaskResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { checkCluster, findTask } from '../find.ts';
import { taskView } from '../task-view.ts';
import type { EcsWorld } from '../world.ts';

/** Ends a task; one that has ended already is left as it is. */
export function stopTask(world: EcsWorld, input: Checked<StopTaskRequest>): StopTaskResponse {
  checkCluster(world, input.cluster);
  const found = findTask(world, input.task);
  if (!found) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
  const { task, service } = found;
  const reason = input.reason ?? 'Task stopped by user';
  if (service) service.stopTask(task.id, reason);
  else if (world.oneOffTasks.running.has(task)) world.oneOffTasks.stop(task, reason);
  return { task: taskView(world, found) };
}
