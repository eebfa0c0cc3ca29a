import type { ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { bounded } from '../parameters.ts';
import type { Queues } from '../queues.ts';

export function listDeadLetterSourceQueues(
  queues: Queues,
  input: Checked<ListDeadLetterSourceQueuesRequest>,
): ListDeadLetterSourceQueuesResult {
  const limit = bounded('MaxResults', input.MaxResults, [1, 1000]) ?? 1000;
  const sources = queues.sourcesOf(queues.byUrl(input.QueueUrl));
  const { items, nextToken } = page(sources, { limit, token: input.NextToken });
  return { queueUrls: items.map((queue) => queues.urlOf(queue)), NextToken: nextToken };
}
