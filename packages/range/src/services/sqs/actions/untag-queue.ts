import type { UntagQueueRequest } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

export function untagQueue(queues: Queues, input: Checked<UntagQueueRequest>): Record<never, never> {
  const queue = queues.byUrl(input.QueueUrl);
  for (const key of input.TagKeys) delete queue.tags[key];
  return {};
}
