import type { DeleteMessageRequest } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

export function deleteMessage(queues: Queues, input: Checked<DeleteMessageRequest>): Record<never, never> {
  queues.byUrl(input.QueueUrl).delete(input.ReceiptHandle);
  return {};
}
