import type { SetQueueAttributesRequest } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import { checkSettings } from '../queue-attributes.ts';
import type { Queues } from '../queues.ts';

/** An empty text takes an attribute away, as it does for a redrive policy. */
export function setQueueAttributes(queues: Queues, input: Checked<SetQueueAttributesRequest>): Record<never, never> {
  const queue = queues.byUrl(input.QueueUrl);
  checkSettings(input.Attributes);
  queues.checkDeadLetterTarget(input.Attributes);
  queue.settings = { ...queue.settings, ...input.Attributes };
  queue.modifiedAt = queues.clock.now();
  return {};
}
