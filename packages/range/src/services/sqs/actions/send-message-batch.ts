import type { SendMessageBatchRequest, SendMessageBatchResult } from '@aws-sdk/client-sqs';
import { AwsError, type Caller, type Checked } from '../../../wire/service.ts';
import { runBatch } from '../batch.ts';
import { md5, sizeOf } from '../message.ts';
import { MAX_MESSAGE_BYTES } from '../queue-attributes.ts';
import type { Queues } from '../queues.ts';
import { contentOf, sendEntry, sent } from './send-message.ts';

export function sendMessageBatch(
  queues: Queues,
  input: Checked<SendMessageBatchRequest>,
  caller: Caller,
): SendMessageBatchResult {
  const queue = queues.byUrl(input.QueueUrl);
  const now = queues.clock.now();
  const bytes = input.Entries.reduce((sum, entry) => sum + sizeOf(contentOf(entry, caller)), 0);
  if (bytes > MAX_MESSAGE_BYTES) {
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${MAX_MESSAGE_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
  }
  return runBatch(input.Entries, (entry) => {
    const message = sendEntry(queue, { content: contentOf(entry, caller), entry, now });
    return { ...sent(message), MessageId: message.id, MD5OfMessageBody: md5(message.body) };
  });
}
