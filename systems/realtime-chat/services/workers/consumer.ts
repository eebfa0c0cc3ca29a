/**
 * Takes jobs from one queue.
 *
 * - At most `concurrency` jobs are under way, and no more are received than can be started at once, so that nothing
 *   waits in memory while its visibility timeout runs.
 * - A job is deleted only after it was done. One that failed becomes visible again after a pause that doubles;
 *   the queue's redrive policy moves it to the dead-letter queue after its last attempt.
 */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type Logger, reasonOf } from '../common/log.ts';
import { retryDelaySeconds } from './retry-delay.ts';

export interface ConsumerOptions {
  name: string;
  queueUrl: string;
  concurrency: number;
  /** Carries out one job; rejects when it was not done. */
  handle(body: string): Promise<void>;
}

export interface Consumer {
  /** Milliseconds since the queue last answered. */
  silentMs(): number;
  /** Stops receiving and resolves when the jobs under way are finished. */
  stop(): Promise<void>;
}

const RECEIVE_MAX = 10;
const WAIT_SECONDS = 20;
const PAUSE_AFTER_ERROR_MS = 1_000;

export function startConsumer(sqs: SQSClient, log: Logger, options: ConsumerOptions): Consumer {
  const { concurrency, name, queueUrl: QueueUrl } = options;
  const stopping = new AbortController();
  const underWay = new Set<Promise<void>>();
  let answeredAt = performance.now();

  async function receive(): Promise<Message[]> {
    const request = new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: Math.min(RECEIVE_MAX, concurrency - underWay.size),
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    const { Messages = [] } = await sqs.send(request, { abortSignal: stopping.signal });
    answeredAt = performance.now();
    return Messages;
  }

  async function work(message: Message): Promise<void> {
    const { MessageId, ReceiptHandle } = message;
    const attempt = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
    try {
      await options.handle(message.Body ?? '');
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    } catch (error) {
      log.error('a job failed', { queue: name, messageId: MessageId, attempt, reason: reasonOf(error) });
      const VisibilityTimeout = retryDelaySeconds(attempt);
      await sqs
        .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }))
        .catch((failure) => log.error('a failed job was not let go', { queue: name, reason: reasonOf(failure) }));
    }
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (underWay.size >= concurrency) {
        await Promise.race(underWay);
        continue;
      }
      try {
        for (const message of await receive()) {
          const job = work(message).finally(() => underWay.delete(job));
          underWay.add(job);
        }
      } catch (error) {
        if (stopping.signal.aborted) break;
        log.error('the queue could not be read', { queue: name, reason: reasonOf(error) });
        await pause(PAUSE_AFTER_ERROR_MS, stopping.signal);
      }
    }
    await Promise.all(underWay);
  }

  const finished = run();
  return {
    silentMs: () => performance.now() - answeredAt,
    stop: () => {
      stopping.abort();
      return finished;
    },
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
