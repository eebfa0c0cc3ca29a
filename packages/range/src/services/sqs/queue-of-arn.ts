import { AwsError } from '../../wire/service.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

export function queueOfArn(queues: Queues, parameter: string, arn: string): Queue {
  const queue = queues.byArn(arn);
  if (queue) return queue;
  throw new AwsError(
    'ResourceNotFoundException',
    `The resource that you specified for the ${parameter} parameter doesn't exist.`,
    404,
  );
}
