import { randomUUID } from 'node:crypto';
import type { Answer, AskRequest, Host, RunEvent, Watching } from '@steadyhand/contracts';
import { answerOrder } from './answer-order.ts';
import type { Caller } from './caller.ts';
import { promptQuestion, type Reply } from './prompts.ts';
import { placeText } from './question-view.ts';
import { wallClock } from './wall-clock.ts';

export interface Person {
  caller(): Promise<Caller>;
  /** Shows what is about to be asked. */
  show(request: AskRequest): void;
  /** Shows a secret; absent where what is shown may be kept. */
  showOnce?(secret: string): void;
  beginWatch?(): Watching;
  /** Keeps the terminal free of everything else until it is answered. */
  whileAsking<T>(ask: () => Promise<T>): Promise<T>;
}

export interface TerminalHostOptions {
  notify(event: RunEvent): void;
  /** Whoever sits there; null where nobody does, and questions wait for an answer from elsewhere. */
  person: Person | null;
  /** Answers given beforehand: a drill's; null where it has none. */
  answer?(request: AskRequest): Answer | null;
}

/** The terminal as host: shows what is asked and takes the answer of whoever sits there. */
export function createTerminalHost({ notify, person, answer }: TerminalHostOptions): Host {
  return {
    clock: wallClock,
    newId: () => randomUUID().slice(0, 8),
    notify,
    ...(person?.showOnce ? { showOnce: person.showOnce } : {}),
    ...(person?.beginWatch ? { beginWatch: person.beginWatch } : {}),
    async ask(request, signal) {
      const given = answer?.(request);
      if (given) return given;
      if (!person) return null;
      person.show(request);
      const caller = await person.caller();
      const showsSecrets = person.showOnce !== undefined;
      const options = { runId: request.runId, where: placeText(request), signal, showsSecrets };
      const reply = await person.whileAsking(() => promptQuestion(request, options));
      return reply && answerOf(request, reply, caller);
    },
  };
}

function answerOf(request: AskRequest, reply: Reply, caller: Caller): Answer {
  const message = caller.message(request.runId, answerOrder(request, reply));
  return { ...reply, by: caller.identity, message };
}
