import type { DeleteQueueRequest } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

export function deleteQueue(queues: Queues, input: Checked<DeleteQueueRequest>): Record<never, never> {
  queues.delete(queues.byUrl(input.QueueUrl));
  return {};
}
