import type { ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import { runBatch } from '../batch.ts';
import { bounded, VISIBILITY_SECONDS } from '../parameters.ts';
import type { Queues } from '../queues.ts';

export function changeMessageVisibilityBatch(
  queues: Queues,
  input: Checked<ChangeMessageVisibilityBatchRequest>,
): ChangeMessageVisibilityBatchResult {
  const queue = queues.byUrl(input.QueueUrl);
  const now = queues.clock.now();
  return runBatch(input.Entries, (entry) => {
    const seconds = bounded('VisibilityTimeout', entry.VisibilityTimeout, VISIBILITY_SECONDS);
    queue.changeVisibility(entry.ReceiptHandle, seconds ?? queue.seconds('VisibilityTimeout'), now);
    return {};
  });
}
