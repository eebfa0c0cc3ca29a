import type { Message } from '../../services/common/events.ts';

export interface Shown {
  message: Message;
  /** Milliseconds, as `performance.now()`. */
  at: number;
  by: 'socket' | 'history';
}

/** One conversation as a member sees it: by number, each message once. */
export class ConversationView {
  readonly #shown = new Map<number, Shown>();
  #arrivedUpTo = 0;
  /** Messages that came by socket although they had come by it before. */
  heardAgain = 0;
  /** What must never be: another message under a number that is taken. */
  readonly contradictions: string[] = [];

  /** The highest number up to which nothing is missing. */
  get arrivedUpTo(): number {
    return this.#arrivedUpTo;
  }

  /** In the order of their numbers. */
  get shown(): Shown[] {
    return [...this.#shown.values()].sort((a, b) => a.message.seq - b.message.seq);
  }

  take(message: Message, by: Shown['by']): void {
    const known = this.#shown.get(message.seq);
    if (known) {
      if (known.by === 'socket' && by === 'socket') this.heardAgain += 1;
      if (known.message.id !== message.id || known.message.body !== message.body)
        this.contradictions.push(`${message.seq} is ${known.message.id} and ${message.id}`);
      return;
    }
    this.#shown.set(message.seq, { message, at: performance.now(), by });
    while (this.#shown.has(this.#arrivedUpTo + 1)) this.#arrivedUpTo += 1;
  }
}
