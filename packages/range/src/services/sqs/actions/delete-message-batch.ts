import type { DeleteMessageBatchRequest, DeleteMessageBatchResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import { runBatch } from '../batch.ts';
import type { Queues } from '../queues.ts';

export function deleteMessageBatch(
  queues: Queues,
  input: Checked<DeleteMessageBatchRequest>,
): DeleteMessageBatchResult {
  const queue = queues.byUrl(input.QueueUrl);
  return runBatch(input.Entries, (entry) => {
    queue.delete(entry.ReceiptHandle);
    return {};
  });
}
