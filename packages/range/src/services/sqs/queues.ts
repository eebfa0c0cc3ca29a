import type { Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import type { StoredMessage } from './message.ts';
import { Queue } from './queue.ts';
import { checkSettings, parseRedrivePolicy, type Settings } from './queue-attributes.ts';

export interface QueuesOptions {
  clock: Clock;
  account: string;
  region: string;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  endpoint: () => string;
}

/** All queues of the range, by name. */
export class Queues {
  readonly clock: Clock;
  readonly #options: QueuesOptions;
  readonly #byName = new Map<string, Queue>();

  constructor(options: QueuesOptions) {
    this.clock = options.clock;
    this.#options = options;
  }

  create(name: string, settings: Settings): Queue {
    if (name.endsWith('.fifo')) {
      throw new AwsError('NotImplemented', 'sqs FIFO queues are not implemented in this range.', 501);
    }
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
      throw new AwsError(
        'InvalidParameterValue',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
      );
    }
    checkSettings(settings);
    const existing = this.#byName.get(name);
    if (existing) return sameOrRefused(existing, settings);
    const queue = new Queue({ name, arn: this.arnOf(name) }, settings, this.clock.now());
    this.#byName.set(name, queue);
    return queue;
  }

  delete(queue: Queue): void {
    this.#byName.delete(queue.name);
  }

  all(): Queue[] {
    return [...this.#byName.values()];
  }

  find(name: string): Queue | undefined {
    return this.#byName.get(name);
  }

  byArn(arn: string): Queue | undefined {
    return this.all().find((queue) => queue.arn === arn);
  }

  byName(name: string): Queue {
    const queue = this.#byName.get(name);
    if (!queue) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return queue;
  }

  /** Only account and name count, so that a URL works through whatever host reached the range. */
  byUrl(url: string): Queue {
    const [, account, name] = /\/(\d{12})\/([^/]+)\/?$/.exec(url) ?? [];
    if (name === undefined) throw new AwsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
    if (account !== this.#options.account) {
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    }
    return this.byName(name);
  }

  urlOf(queue: Queue): string {
    return `${this.#options.endpoint()}/${this.#options.account}/${queue.name}`;
  }

  arnOf(name: string): string {
    return `arn:aws:sqs:${this.#options.region}:${this.#options.account}:${name}`;
  }

  /** Refuses a redrive policy whose dead-letter queue does not exist. */
  checkDeadLetterTarget({ RedrivePolicy: text }: Settings): void {
    if (!text || this.byArn(parseRedrivePolicy(text).deadLetterTargetArn)) return;
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    );
  }

  /** Queues whose redrive policy names this one. */
  sourcesOf(deadLetterQueue: Queue): Queue[] {
    return this.all().filter((queue) => queue.redrivePolicy?.deadLetterTargetArn === deadLetterQueue.arn);
  }

  /** Moves a message to its queue's dead-letter queue; false when that queue does not exist. */
  deadLetter(from: Queue, message: StoredMessage): boolean {
    const target = from.redrivePolicy && this.byArn(from.redrivePolicy.deadLetterTargetArn);
    if (!target) return false;
    target.put({ ...message, deadLetterSource: from.arn, hiddenUntil: 0, receiptHandle: undefined });
    return true;
  }
}

function sameOrRefused(existing: Queue, settings: Settings): Queue {
  const current: Readonly<Record<string, string | undefined>> = existing.settings;
  const different = Object.entries(settings).find(([name, value]) => current[name] !== value);
  if (!different) return existing;
  throw new AwsError(
    'QueueNameExists',
    `A queue already exists with the same name and a different value for attribute ${different[0]}`,
  );
}
