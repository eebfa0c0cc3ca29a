import type { CancelMessageMoveTaskRequest, CancelMessageMoveTaskResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { MoveTasks } from '../move-tasks.ts';

export function cancelMessageMoveTask(
  tasks: MoveTasks,
  input: Checked<CancelMessageMoveTaskRequest>,
): CancelMessageMoveTaskResult {
  return { ApproximateNumberOfMessagesMoved: tasks.cancel(input.TaskHandle).moved };
}
