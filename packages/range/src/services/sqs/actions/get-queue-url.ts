import type { GetQueueUrlRequest, GetQueueUrlResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

export function getQueueUrl(queues: Queues, input: Checked<GetQueueUrlRequest>): GetQueueUrlResult {
  return { QueueUrl: queues.urlOf(queues.byName(input.QueueName)) };
}
