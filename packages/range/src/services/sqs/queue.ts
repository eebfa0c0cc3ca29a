import { randomBytes } from 'node:crypto';
import { AwsError } from '../../wire/service.ts';
import { type MessageContent, newMessage, type StoredMessage } from './message.ts';
import { DEFAULTS, parseRedrivePolicy, type RedrivePolicy, type Settings } from './queue-attributes.ts';

/** SQS allows no more messages in flight in a standard queue. */
const MAX_IN_FLIGHT = 120_000;

export interface Depth {
  visible: number;
  inFlight: number;
  delayed: number;
}

/** What happened since the counters were last taken. */
export interface Counters {
  sent: number;
  received: number;
  deleted: number;
  emptyReceives: number;
}

/**
 * One standard queue. Every method is told the time, in milliseconds on the range's clock.
 *
 * Q1. A message is delayed, visible or in flight, decided by comparing its times with now; nothing moves it between.
 * Q2. A message received `maxReceiveCount` times goes to the dead-letter queue when it would be received once more.
 * Q3. A message older than the retention period is gone. One that a redrive policy moves keeps its age and its id.
 */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  modifiedAt: number;
  settings: Settings;
  tags: Record<string, string>;
  purgedAt = Number.NEGATIVE_INFINITY;
  #messages = new Map<string, StoredMessage>();
  #waiting = new Set<() => void>();
  #counters: Counters = { sent: 0, received: 0, deleted: 0, emptyReceives: 0 };

  constructor(identity: { name: string; arn: string }, settings: Settings, now: number) {
    this.name = identity.name;
    this.arn = identity.arn;
    this.settings = { ...DEFAULTS, ...settings };
    this.tags = {};
    this.createdAt = now;
    this.modifiedAt = now;
  }

  seconds(name: 'VisibilityTimeout' | 'DelaySeconds' | 'ReceiveMessageWaitTimeSeconds'): number {
    return Number(this.settings[name]);
  }

  get redrivePolicy(): RedrivePolicy | undefined {
    return this.settings.RedrivePolicy ? parseRedrivePolicy(this.settings.RedrivePolicy) : undefined;
  }

  send(content: MessageContent, now: number, delaySeconds = this.seconds('DelaySeconds')): StoredMessage {
    const message = newMessage(content, now, now + delaySeconds * 1000);
    this.#counters.sent += 1;
    this.put(message);
    return message;
  }

  /** Puts a message as it is, from another queue. */
  put(message: StoredMessage): void {
    this.#messages.set(message.id, message);
    this.#wake();
  }

  /** Up to `count` visible messages, now in flight. `deadLetter` takes those of Q2. */
  receive(
    now: number,
    options: { count: number; visibilitySeconds: number; deadLetter: (message: StoredMessage) => boolean },
  ): StoredMessage[] {
    this.#expire(now);
    const limit = this.redrivePolicy?.maxReceiveCount ?? Number.POSITIVE_INFINITY;
    const received: StoredMessage[] = [];
    if (this.depth(now).inFlight >= MAX_IN_FLIGHT) {
      throw new AwsError('OverLimit', `Too many messages in flight in ${this.name}.`);
    }
    for (const message of this.#messages.values()) {
      if (received.length === options.count) break;
      if (!isVisible(message, now)) continue;
      if (message.receiveCount >= limit && options.deadLetter(message)) {
        this.#messages.delete(message.id);
        continue;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.hiddenUntil = now + options.visibilitySeconds * 1000;
      message.receiptHandle = `${Buffer.from(message.id).toString('base64url')}.${randomBytes(96).toString('base64url')}`;
      received.push(message);
    }
    this.#counters.received += received.length;
    return received;
  }

  countEmptyReceive(): void {
    this.#counters.emptyReceives += 1;
  }

  /** Takes a visible message out for good; undefined when there is none. */
  takeVisible(now: number): StoredMessage | undefined {
    for (const message of this.#messages.values()) {
      if (!isVisible(message, now)) continue;
      this.#messages.delete(message.id);
      return message;
    }
    return undefined;
  }

  /** Nothing happens when the message is gone or was received again since. */
  delete(receiptHandle: string): void {
    const message = this.#byReceipt(receiptHandle);
    if (message?.receiptHandle !== receiptHandle) return;
    this.#messages.delete(message.id);
    this.#counters.deleted += 1;
  }

  changeVisibility(receiptHandle: string, seconds: number, now: number): void {
    const message = this.#byReceipt(receiptHandle);
    if (message?.receiptHandle !== receiptHandle || message.hiddenUntil <= now) {
      throw new AwsError(
        'MessageNotInflight',
        `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
      );
    }
    message.hiddenUntil = now + seconds * 1000;
    this.#wake();
  }

  purge(): void {
    this.#messages.clear();
  }

  depth(now: number): Depth {
    this.#expire(now);
    const depth: Depth = { visible: 0, inFlight: 0, delayed: 0 };
    for (const message of this.#messages.values()) {
      if (message.hiddenUntil > now) depth.inFlight += 1;
      else if (message.delayedUntil > now) depth.delayed += 1;
      else depth.visible += 1;
    }
    return depth;
  }

  /** Zero when the queue is empty. */
  oldestAgeSeconds(now: number): number {
    this.#expire(now);
    let oldest = now;
    for (const message of this.#messages.values()) oldest = Math.min(oldest, message.sentAt);
    return Math.floor((now - oldest) / 1000);
  }

  takeCounters(): Counters {
    const counters = this.#counters;
    this.#counters = { sent: 0, received: 0, deleted: 0, emptyReceives: 0 };
    return counters;
  }

  /** When a message that cannot be received now will be; Infinity when there is none. */
  nextVisibleAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const m of this.#messages.values()) next = Math.min(next, Math.max(m.hiddenUntil, m.delayedUntil));
    return next;
  }

  /** Calls `wake` once, when a message arrives or becomes visible out of turn; returns how to stop listening. */
  onArrival(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #byReceipt(receiptHandle: string): StoredMessage | undefined {
    const [id = '', nonce] = receiptHandle.split('.');
    if (!nonce) {
      throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${receiptHandle}" is not valid.`);
    }
    return this.#messages.get(Buffer.from(id, 'base64url').toString());
  }

  #expire(now: number): void {
    const oldest = now - Number(this.settings.MessageRetentionPeriod) * 1000;
    for (const message of this.#messages.values()) if (message.sentAt < oldest) this.#messages.delete(message.id);
  }
}

function isVisible(message: StoredMessage, now: number): boolean {
  return message.hiddenUntil <= now && message.delayedUntil <= now;
}
