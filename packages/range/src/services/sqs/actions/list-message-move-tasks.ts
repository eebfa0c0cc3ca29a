import type { ListMessageMoveTasksRequest, ListMessageMoveTasksResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { MoveTasks } from '../move-tasks.ts';
import { bounded } from '../parameters.ts';
import { queueOfArn } from '../queue-of-arn.ts';
import type { Queues } from '../queues.ts';

export function listMessageMoveTasks(
  queues: Queues,
  tasks: MoveTasks,
  input: Checked<ListMessageMoveTasksRequest>,
): ListMessageMoveTasksResult {
  const source = queueOfArn(queues, 'SourceArn', input.SourceArn);
  const limit = bounded('MaxResults', input.MaxResults, [1, 10]) ?? 1;
  const results = tasks.of(source).slice(0, limit);
  return {
    Results: results.map((task) => ({
      TaskHandle: task.status === 'RUNNING' ? task.handle : undefined,
      Status: task.status,
      SourceArn: task.source.arn,
      DestinationArn: task.destination?.arn,
      MaxNumberOfMessagesPerSecond: task.perSecond,
      ApproximateNumberOfMessagesMoved: task.moved,
      ApproximateNumberOfMessagesToMove: task.toMove,
      FailureReason: task.failure,
      StartedTimestamp: task.startedAt,
    })),
  };
}
