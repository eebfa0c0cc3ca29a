import type { Clock } from './clock.ts';
import type { RunEvent } from './events.ts';
import type { Identity } from './people.ts';
import type { Message, Question } from './question.ts';

/** A question of a run, and where its commands go. */
export type AskRequest = Question & { runId: string; environment: string; account: string; region: string };

/**
 * `value` is one of the question's choices, the value of a parameter, or a line of input; `argv` stands for the command's own where it is
 * `edit`. A host gives null where nobody is there to ask.
 */
export interface Answer {
  value: string;
  by: Identity;
  reason?: string;
  argv?: readonly string[];
  /** The end of the input, in place of a line of it. */
  end?: true;
  typed?: string;
  /** The same, signed with the key of whoever answers. */
  message?: Message;
}

/** Something that a person looks at until they have seen enough. */
export interface Watching {
  /** Aborts when they have. */
  ended: AbortSignal;
  /** To be called when it is over, however it ended. */
  over(): void;
}

/** What libraries need of the world around them: a terminal, a web console and a test are three hosts. */
export interface Host {
  readonly clock: Clock;
  newId(): string;
  notify(event: RunEvent): void;
  ask(request: AskRequest, signal: AbortSignal): Promise<Answer | null>;
  /** Shows a secret to whoever sits there, once, and keeps nothing of it. Absent where nobody does. */
  showOnce?(secret: string): void;
  /** Begins what goes on until whoever sits there has seen enough. Absent where nobody does. */
  beginWatch?(): Watching;
}
