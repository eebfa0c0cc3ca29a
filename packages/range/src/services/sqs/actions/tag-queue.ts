import type { TagQueueRequest } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

export function tagQueue(queues: Queues, input: Checked<TagQueueRequest>): Record<never, never> {
  Object.assign(queues.byUrl(input.QueueUrl).tags, input.Tags);
  return {};
}
