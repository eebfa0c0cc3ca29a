import type { GetQueueAttributesRequest, GetQueueAttributesResult } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import type { Queue } from '../queue.ts';
import type { Settings } from '../queue-attributes.ts';
import type { Queues } from '../queues.ts';

export function getQueueAttributes(
  queues: Queues,
  input: Checked<GetQueueAttributesRequest>,
): GetQueueAttributesResult {
  const names = new Set<string>(input.AttributeNames ?? []);
  const all = attributesOf(queues.byUrl(input.QueueUrl), queues.clock.now());
  const wanted = Object.entries(all).filter(([name, value]) => value !== '' && (names.has('All') || names.has(name)));
  return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
}

function attributesOf(queue: Queue, now: number): Settings {
  const depth = queue.depth(now);
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(depth.visible),
    ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
    ApproximateNumberOfMessagesDelayed: String(depth.delayed),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ...queue.settings,
  };
}
