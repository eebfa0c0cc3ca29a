import type { ListQueuesRequest, ListQueuesResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { bounded } from '../parameters.ts';
import type { Queues } from '../queues.ts';

export function listQueues(queues: Queues, input: Checked<ListQueuesRequest>): ListQueuesResult {
  const limit = bounded('MaxResults', input.MaxResults, [1, 1000]) ?? 1000;
  const found = queues.all().filter((queue) => queue.name.startsWith(input.QueueNamePrefix ?? ''));
  const { items, nextToken } = page(found, { limit, token: input.NextToken });
  return {
    ...(items.length > 0 && { QueueUrls: items.map((queue) => queues.urlOf(queue)) }),
    ...(input.MaxResults !== undefined && { NextToken: nextToken }),
  };
}
