import type { ListQueueTagsRequest, ListQueueTagsResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queues } from '../queues.ts';

export function listQueueTags(queues: Queues, input: Checked<ListQueueTagsRequest>): ListQueueTagsResult {
  const { tags } = queues.byUrl(input.QueueUrl);
  return Object.keys(tags).length > 0 ? { Tags: tags } : {};
}
