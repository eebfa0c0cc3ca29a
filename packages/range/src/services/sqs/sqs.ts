import type { Clock } from '@steadyhand/contracts';
import type { MetricSink } from '../../ports.ts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { cancelMessageMoveTask } from './actions/cancel-message-move-task.ts';
import { changeMessageVisibility } from './actions/change-message-visibility.ts';
import { changeMessageVisibilityBatch } from './actions/change-message-visibility-batch.ts';
import { createQueue } from './actions/create-queue.ts';
import { deleteMessage } from './actions/delete-message.ts';
import { deleteMessageBatch } from './actions/delete-message-batch.ts';
import { deleteQueue } from './actions/delete-queue.ts';
import { getQueueAttributes } from './actions/get-queue-attributes.ts';
import { getQueueUrl } from './actions/get-queue-url.ts';
import { listDeadLetterSourceQueues } from './actions/list-dead-letter-source-queues.ts';
import { listMessageMoveTasks } from './actions/list-message-move-tasks.ts';
import { listQueueTags } from './actions/list-queue-tags.ts';
import { listQueues } from './actions/list-queues.ts';
import { purgeQueue } from './actions/purge-queue.ts';
import { receiveMessage } from './actions/receive-message.ts';
import { sendMessage } from './actions/send-message.ts';
import { sendMessageBatch } from './actions/send-message-batch.ts';
import { setQueueAttributes } from './actions/set-queue-attributes.ts';
import { startMessageMoveTask } from './actions/start-message-move-task.ts';
import { tagQueue } from './actions/tag-queue.ts';
import { untagQueue } from './actions/untag-queue.ts';
import type { MessageContent } from './message.ts';
import { MoveTasks } from './move-tasks.ts';
import { publishMetrics } from './publish-metrics.ts';
import type { Depth } from './queue.ts';
import { Queues } from './queues.ts';

export interface QueueDeclaration {
  name: string;
  visibilityTimeoutSeconds?: number;
  /** `deadLetterQueue` is a queue's name. */
  redrive?: { deadLetterQueue: string; maxReceiveCount: number };
}

export interface SqsOptions {
  clock: Clock;
  account: string;
  region: string;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  endpoint: () => string;
  metrics: MetricSink;
  queues?: readonly QueueDeclaration[];
}

export interface Sqs {
  service: RangeService;
  /** Makes queues. A dead-letter queue may come after those that move to it. */
  declare(queues: readonly QueueDeclaration[]): void;
  /** Of a queue by name, now. Undefined when there is none of this name. */
  depth(queueName: string): Depth | undefined;
  queueUrl(queueName: string): string;
  queueArn(queueName: string): string;
  /** Sends from another service, to a queue by its ARN; false when there is none. */
  deliver(queueArn: string, content: Pick<MessageContent, 'body' | 'attributes'>): boolean;
  /** Ends metrics and message move tasks. */
  stop(): void;
}

/** SQS with standard queues. */
export function createSqs(options: SqsOptions): Sqs {
  const stopping = new AbortController();
  const queues = new Queues(options);
  const declare: Sqs['declare'] = (declared) => {
    for (const { name, visibilityTimeoutSeconds, redrive } of declared) {
      queues.create(name, {
        ...(visibilityTimeoutSeconds !== undefined && { VisibilityTimeout: String(visibilityTimeoutSeconds) }),
        ...(redrive && {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: queues.arnOf(redrive.deadLetterQueue),
            maxReceiveCount: redrive.maxReceiveCount,
          }),
        }),
      });
    }
  };
  declare(options.queues ?? []);
  const tasks = new MoveTasks(queues, stopping.signal);
  void publishMetrics(queues, options.metrics, stopping.signal);
  return {
    service: { client: 'sqs', load: () => import('@aws-sdk/client-sqs'), handlers: handlersOf(queues, tasks) },
    declare,
    depth: (name) => queues.find(name)?.depth(options.clock.now()),
    queueUrl: (name) => queues.urlOf(queues.byName(name)),
    queueArn: (name) => queues.arnOf(name),
    deliver(arn, content) {
      const queue = queues.byArn(arn);
      const sender = { systemAttributes: {}, groupId: undefined, senderId: 'sns.amazonaws.com' };
      queue?.send({ ...content, ...sender }, options.clock.now());
      return queue !== undefined;
    },
    stop: () => stopping.abort(),
  };
}

function handlersOf(queues: Queues, tasks: MoveTasks): Handlers<typeof import('@aws-sdk/client-sqs')> {
  return {
    CancelMessageMoveTask: (input) => cancelMessageMoveTask(tasks, input),
    ChangeMessageVisibility: (input) => changeMessageVisibility(queues, input),
    ChangeMessageVisibilityBatch: (input) => changeMessageVisibilityBatch(queues, input),
    CreateQueue: (input) => createQueue(queues, input),
    DeleteMessage: (input) => deleteMessage(queues, input),
    DeleteMessageBatch: (input) => deleteMessageBatch(queues, input),
    DeleteQueue: (input) => deleteQueue(queues, input),
    GetQueueAttributes: (input) => getQueueAttributes(queues, input),
    GetQueueUrl: (input) => getQueueUrl(queues, input),
    ListDeadLetterSourceQueues: (input) => listDeadLetterSourceQueues(queues, input),
    ListMessageMoveTasks: (input) => listMessageMoveTasks(queues, tasks, input),
    ListQueueTags: (input) => listQueueTags(queues, input),
    ListQueues: (input) => listQueues(queues, input),
    PurgeQueue: (input) => purgeQueue(queues, input),
    ReceiveMessage: (input, caller) => receiveMessage(queues, input, caller),
    SendMessage: (input, caller) => sendMessage(queues, input, caller),
    SendMessageBatch: (input, caller) => sendMessageBatch(queues, input, caller),
    SetQueueAttributes: (input) => setQueueAttributes(queues, input),
    StartMessageMoveTask: (input) => startMessageMoveTask(queues, tasks, input),
    TagQueue: (input) => tagQueue(queues, input),
    UntagQueue: (input) => untagQueue(queues, input),
  };
}
