import { randomUUID } from 'node:crypto';
import type { Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import { newMessage } from './message.ts';
import type { Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** Rate when the caller names none; SQS allows no higher one. */
const FASTEST_PER_SECOND = 500;

export interface MoveTask {
  handle: string;
  status: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  source: Queue;
  /** Where each message came from, when left out. */
  destination: Queue | undefined;
  perSecond: number | undefined;
  moved: number;
  toMove: number;
  startedAt: number;
  failure: string | undefined;
}

/**
 * Message move tasks, which give the messages of a dead-letter queue another chance in the background.
 *
 * M1. One running task per source queue.
 * M2. A task moves what was in the queue when it started, no more, so messages that fail again do not keep it going.
 * M3. A moved message is a new one: new id, new age, receive count zero.
 */
export class MoveTasks {
  readonly #queues: Queues;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #tasks: MoveTask[] = [];

  constructor(queues: Queues, signal: AbortSignal) {
    this.#queues = queues;
    this.#clock = queues.clock;
    this.#signal = signal;
  }

  start(task: { source: Queue; destination: Queue | undefined; perSecond: number | undefined }): MoveTask {
    if (this.of(task.source).some((t) => t.status === 'RUNNING')) {
      throw new AwsError(
        'UnsupportedOperation',
        'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
      );
    }
    const now = this.#clock.now();
    const handle = JSON.stringify({ taskId: randomUUID(), sourceArn: task.source.arn });
    const started: MoveTask = {
      ...task,
      handle: Buffer.from(handle).toString('base64'),
      status: 'RUNNING',
      moved: 0,
      toMove: task.source.depth(now).visible,
      startedAt: now,
      failure: undefined,
    };
    this.#tasks.unshift(started);
    void this.#run(started);
    return started;
  }

  /** Newest first. */
  of(source: Queue): MoveTask[] {
    return this.#tasks.filter((task) => task.source === source);
  }

  cancel(handle: string): MoveTask {
    const task = this.#tasks.find((t) => t.handle === handle && t.status === 'RUNNING');
    if (!task) throw new AwsError('ResourceNotFoundException', 'Task does not exist.', 404);
    task.status = 'CANCELLED';
    return task;
  }

  async #run(task: MoveTask): Promise<void> {
    while (task.status === 'RUNNING') {
      for (let i = 0; i < (task.perSecond ?? FASTEST_PER_SECOND) && task.status === 'RUNNING'; i += 1)
        this.#moveOne(task);
      if (task.status !== 'RUNNING') return;
      try {
        await this.#clock.sleep(1000, this.#signal);
      } catch {
        return;
      }
    }
  }

  #moveOne(task: MoveTask): void {
    const now = this.#clock.now();
    const message = task.moved < task.toMove ? task.source.takeVisible(now) : undefined;
    if (!message) {
      task.status = 'COMPLETED';
      return;
    }
    const origin = message.deadLetterSource === undefined ? undefined : this.#queues.byArn(message.deadLetterSource);
    const destination = task.destination ?? origin;
    if (!destination) {
      task.source.put(message);
      task.status = 'FAILED';
      task.failure = 'CouldNotDetermineMessageSource';
      return;
    }
    destination.put(newMessage(message, now, now));
    task.moved += 1;
  }
}
