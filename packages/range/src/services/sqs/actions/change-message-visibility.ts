import type { ChangeMessageVisibilityRequest } from '@aws-sdk/client-sqs';
import type { Checked } from '../../../wire/service.ts';
import { bounded, VISIBILITY_SECONDS } from '../parameters.ts';
import type { Queues } from '../queues.ts';

export function changeMessageVisibility(
  queues: Queues,
  input: Checked<ChangeMessageVisibilityRequest>,
): Record<never, never> {
  bounded('VisibilityTimeout', input.VisibilityTimeout, VISIBILITY_SECONDS);
  queues.byUrl(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout, queues.clock.now());
  return {};
}
