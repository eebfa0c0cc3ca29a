/**
 * What people send to a run while it goes on: orders are carried out as they come, answers wait for their question.
 * That a message is taken shows in the event that it led to, and nowhere else; so none is taken twice. An order stands
 * until a person lets the run go on: the life that took it may have died before it stopped.
 */
import {
  atLeast,
  type Clock,
  type Journal,
  type Message,
  type Order,
  SteadyError,
  type System,
} from '@steadyhand/contracts';
import { roleOf } from './people/role.ts';
import { signatureProblem, verifiedKeyOf } from './people/signature.ts';

export interface InboxOptions {
  runId: string;
  journal: Journal;
  /** The wall's. */
  wall: Clock;
  /** The target's, for the times of events. */
  clock: Clock;
  people: System['people'];
  messages(): Promise<readonly Message[]>;
  /** Pause, cancel, and whatever makes it impossible to go on. */
  stop(error: unknown): void;
}

const POLL_MS = 1000;

export class Inbox {
  private readonly options: InboxOptions;
  private readonly seen = new Set<string>();
  private readonly ending = new AbortController();
  private readonly waiting = new Set<() => void>();
  private answers: Message[] = [];
  private polling: Promise<void> = Promise.resolve();
  private looping: Promise<void> = Promise.resolve();

  constructor(options: InboxOptions) {
    this.options = options;
  }

  /** Takes what is there, and from then on what comes. */
  async open(): Promise<void> {
    const events = await this.options.journal.events();
    for (const event of events) {
      if ('messageId' in event && event.messageId !== undefined) this.seen.add(event.messageId);
    }
    const last = events.findLast((event) => event.type === 'run-ordered');
    if (last && last.order !== 'resume') this.halt(last.order, last);
    await this.poll();
    this.looping = this.loop();
  }

  async close(): Promise<void> {
    this.ending.abort();
    await this.looping;
  }

  /** Answers that nobody has taken yet; they are the caller's now. */
  async takeAnswers(): Promise<Message[]> {
    await this.poll();
    return this.answers.splice(0);
  }

  /** Resolves when there is an answer, or when the signal aborts. */
  async answered(signal: AbortSignal): Promise<void> {
    if (this.answers.length > 0) return;
    await new Promise<void>((resolve) => {
      this.waiting.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  private async loop(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await this.options.wall.sleep(POLL_MS, signal).catch(() => undefined);
      if (!signal.aborted) await this.poll().catch((error: unknown) => this.options.stop(error));
    }
  }

  private poll(): Promise<void> {
    this.polling = this.polling.then(() => this.read());
    return this.polling;
  }

  private async read(): Promise<void> {
    const fresh = (await this.options.messages()).filter(({ id }) => !this.seen.has(id));
    for (const message of fresh) {
      this.seen.add(message.id);
      await this.deliver(message);
    }
    if (this.answers.length === 0) return;
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }

  private async deliver(message: Message): Promise<void> {
    const { order, by } = message;
    if (order.kind === 'answer') {
      this.answers.push(message);
      return;
    }
    const problem = message.runId === this.options.runId ? this.problemOf(message) : 'it is for another run';
    if (problem !== null) return this.reject(message, problem);
    if (order.kind === 'note') return this.note(message, order);
    await this.options.journal.append({
      type: 'run-ordered',
      ...this.at(),
      order: order.kind,
      by: by.name,
      reason: order.reason,
      messageId: message.id,
    });
    this.halt(order.kind, { by: by.name, reason: order.reason });
  }

  private halt(order: 'pause' | 'cancel', { by, reason }: { by: string; reason: string }): void {
    const code = order === 'pause' ? 'RUN_PAUSED' : 'RUN_CANCELLED';
    const params = { id: this.options.runId, by, reason };
    this.options.stop(new SteadyError(code, params, { state: 'What had run stands; nothing ran after it.' }));
  }

  private async note(message: Message, { text, stepId }: Extract<Order, { kind: 'note' }>): Promise<void> {
    await this.options.journal.append({
      type: 'note',
      ...this.at(),
      stepId,
      text,
      by: message.by.name,
      messageId: message.id,
    });
  }

  async reject(message: Pick<Message, 'id' | 'by'>, reason: string): Promise<void> {
    await this.options.journal.append({
      type: 'message-rejected',
      ...this.at(),
      messageId: message.id,
      by: message.by.name,
      reason,
    });
  }

  /** Notes are anybody's who is who he says. */
  private problemOf(message: Message): string | null {
    const { people } = this.options;
    const { order, by } = message;
    const role = roleOf(by, verifiedKeyOf(message, people), people);
    const mayOrder = order.kind === 'note' || atLeast(role, 'responder');
    return signatureProblem(message, people) ?? (mayOrder ? null : `a ${role} may not ${order.kind} a run`);
  }

  private at(): { runId: string; at: number } {
    return { runId: this.options.runId, at: this.options.clock.now() };
  }
}
