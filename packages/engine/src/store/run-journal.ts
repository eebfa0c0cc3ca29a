/**
 * The journal of a run that a worker holds.
 *
 * J1 Events are kept in the order of the calls, each at most once, and only while the worker's epoch stands.
 * J2 What changes the world, asks or ends is kept before its `append` resolves, and all before it with it; so only reads
 *    at the very end can be lost (R1).
 * J3 A batch is one statement: all of it is kept or nothing. After one that failed nothing more is written: whether it
 *    was kept shows to the next who claims the run.
 */
import { changesWorld, type Journal, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { append, type Head, type Link, link } from './append.ts';
import type { Queries } from './database.ts';
import type { Hold } from './hold.ts';

export interface RunJournal extends Journal {
  /** Resolves when all that was appended is kept. */
  flush(): Promise<void>;
}

export interface RunJournalOptions {
  hold: Hold;
  /** Sees every event after it is kept. */
  onEvent(event: RunEvent): void;
  /** What earlier holders wrote. */
  events: readonly RunEvent[];
  /** What the next event follows. */
  head: Head;
}

interface Entry extends Link {
  event: RunEvent;
}

/** Reads that may wait for their batch while the run goes on. */
const TRAILING_MAX = 200;
export function createRunJournal(queries: Queries, options: RunJournalOptions): RunJournal {
  return new PostgresJournal(queries, options);
}

class PostgresJournal implements RunJournal {
  readonly #queries: Queries;
  readonly #options: RunJournalOptions;
  readonly #events: RunEvent[];
  readonly #pending: Entry[] = [];
  /** Calls that change the world and have no outcome yet, as `lane/seq`. */
  readonly #changing = new Set<string>();
  #head: Head;
  /** The last batch that was begun; never rejects. */
  #last: Promise<void> = Promise.resolve();
  /** The batch that takes what is pending. */
  #next: Promise<void> | null = null;
  #failure: SteadyError | null = null;

  constructor(queries: Queries, options: RunJournalOptions) {
    this.#queries = queries;
    this.#options = options;
    this.#events = [...options.events];
    this.#head = options.head;
    for (const event of options.events) this.#mayTrail(event);
  }

  async append(event: RunEvent): Promise<void> {
    if (this.#failure) throw this.#failure;
    const mayTrail = this.#mayTrail(event);
    this.#pending.push(this.#link(Object.freeze(event)));
    const kept = this.flush();
    if (!mayTrail || this.#pending.length > TRAILING_MAX) return kept;
    // The next call that waits learns of it.
    kept.catch(() => {});
  }

  async events(): Promise<readonly RunEvent[]> {
    await this.flush();
    return this.#events;
  }

  /** What comes while a batch is under way goes into the next one. */
  flush(): Promise<void> {
    if (!this.#next) {
      this.#next = this.#last.then(() => {
        this.#next = null;
        return this.#write(this.#pending.splice(0));
      });
      this.#last = this.#next.catch(() => {});
    }
    return this.#next;
  }

  /** To be asked of every event once, in order. */
  #mayTrail(event: RunEvent): boolean {
    switch (event.type) {
      case 'step-started':
      case 'host-file':
        return true;
      case 'command-intent': {
        const changes = event.verdict !== 'hold' && changesWorld(event.effect);
        if (changes) this.#changing.add(callOf(event));
        return !changes;
      }
      case 'command-reconciled':
        // Its outcome follows, and may be that of a change which ran again.
        this.#changing.add(callOf(event));
        return false;
      case 'command-outcome':
        return !this.#changing.delete(callOf(event)) && event.state !== 'unknown';
      default:
        return false;
    }
  }

  #link(event: RunEvent): Entry {
    const entry = { event, ...link(this.#options.hold, this.#head, event) };
    this.#head = entry.row;
    return entry;
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (entries.length === 0) return;
    try {
      await append(this.#queries, this.#options.hold, entries);
    } catch (error) {
      this.#failure = failureOf(error);
      throw this.#failure;
    }
    for (const { event } of entries) {
      this.#events.push(event);
      this.#options.onEvent(event);
    }
  }
}

function callOf({ lane, seq }: { lane: string; seq: number }): string {
  return `${lane}/${seq}`;
}

function failureOf(error: unknown): SteadyError {
  const { code, params } = error instanceof SteadyError ? error : internal(error);
  const state = 'Unknown: what this worker did after its last kept event is not in the record; check it.';
  return new SteadyError(code, params, { state, cause: error });
}

function internal(error: unknown): SteadyError {
  return new SteadyError('INTERNAL', { reason: error instanceof Error ? error.message : String(error) });
}
