import type { CreateQueueRequest, CreateQueueResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

export function createQueue(queues: Queues, input: Checked<CreateQueueRequest>): CreateQueueResult {
  queues.checkDeadLetterTarget(input.Attributes ?? {});
  const isNew = !queues.find(input.QueueName);
  const queue = queues.create(input.QueueName, input.Attributes ?? {});
  if (isNew) queue.tags = { ...input.tags };
  return { QueueUrl: queues.urlOf(queue) };
}
