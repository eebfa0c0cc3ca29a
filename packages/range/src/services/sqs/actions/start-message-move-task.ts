import type { StartMessageMoveTaskRequest, StartMessageMoveTaskResult } from '@aws-sdk/client-sqs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { MoveTasks } from '../move-tasks.ts';
import { bounded } from '../parameters.ts';
import { queueOfArn } from '../queue-of-arn.ts';
import type { Queues } from '../queues.ts';

export function startMessageMoveTask(
  queues: Queues,
  tasks: MoveTasks,
  input: Checked<StartMessageMoveTaskRequest>,
): StartMessageMoveTaskResult {
  const source = queueOfArn(queues, 'SourceArn', input.SourceArn);
  if (queues.sourcesOf(source).length === 0) {
    throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
  }
  const destination =
    input.DestinationArn === undefined ? undefined : queueOfArn(queues, 'DestinationArn', input.DestinationArn);
  const perSecond = bounded('MaxNumberOfMessagesPerSecond', input.MaxNumberOfMessagesPerSecond, [1, 500]);
  return { TaskHandle: tasks.start({ source, destination, perSecond }).handle };
}
