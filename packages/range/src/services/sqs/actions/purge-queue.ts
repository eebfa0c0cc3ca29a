import type { PurgeQueueRequest } from '@aws-sdk/client-sqs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

const AGAIN_AFTER_MS = 60_000;

export function purgeQueue(queues: Queues, input: Checked<PurgeQueueRequest>): Record<never, never> {
  const queue = queues.byUrl(input.QueueUrl);
  const now = queues.clock.now();
  if (now - queue.purgedAt < AGAIN_AFTER_MS) {
    throw new AwsError(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
    );
  }
  queue.purgedAt = now;
  queue.purge();
  return {};
}
