import type { MetricSink } from '../../ports.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

const MINUTE_MS = 60_000;
/** Late in the minute, so that alarms that look back at its end see the state they are about. */
const SAMPLE_AT_MS = 55_000;

/** Writes every queue's metrics to AWS/SQS once a minute, one sample each as SQS does, until the signal is aborted. */
export async function publishMetrics(queues: Queues, metrics: MetricSink, signal: AbortSignal): Promise<void> {
  const { clock } = queues;
  let next = Math.floor(clock.now() / MINUTE_MS) * MINUTE_MS + SAMPLE_AT_MS;
  while (!signal.aborted) {
    // By minutes and not by the time of waking, as a timer that is early would make two samples in one minute.
    while (next <= clock.now()) next += MINUTE_MS;
    try {
      await clock.sleep(next - clock.now(), signal);
    } catch {
      return;
    }
    for (const queue of queues.all()) publishQueue(queue, clock.now(), metrics);
    next += MINUTE_MS;
  }
}

function publishQueue(queue: Queue, at: number, metrics: MetricSink): void {
  const depth = queue.depth(at);
  const counters = queue.takeCounters();
  const put = (metric: string, value: number, unit = 'Count') =>
    metrics.put({ namespace: 'AWS/SQS', metric, dimensions: { QueueName: queue.name }, value, unit, at });
  put('ApproximateNumberOfMessagesVisible', depth.visible);
  put('ApproximateNumberOfMessagesNotVisible', depth.inFlight);
  put('ApproximateNumberOfMessagesDelayed', depth.delayed);
  put('ApproximateAgeOfOldestMessage', queue.oldestAgeSeconds(at), 'Seconds');
  put('NumberOfMessagesSent', counters.sent);
  put('NumberOfMessagesReceived', counters.received);
  put('NumberOfMessagesDeleted', counters.deleted);
  put('NumberOfEmptyReceives', counters.emptyReceives);
}
