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
import { type Blob, moveOut } from './blobs.ts';
import type { Database } from './database.ts';
import { bodyHash, linkHash, type RecordedEvent } from './record.ts';
import { fenced } from './run-rows.ts';

export interface RunJournal extends Journal {
  /** Resolves when all that was appended is kept. */
  flush(): Promise<void>;
}

export interface RunJournalOptions {
  runId: string;
  epoch: number;
  /** Sees every event after it is kept. */
  onEvent(event: RunEvent): void;
  /** What earlier holders wrote. */
  events: readonly RunEvent[];
  /** What the next event follows. */
  head: Pick<RecordedEvent, 'seq' | 'hash'>;
}

interface Entry {
  event: RunEvent;
  row: RecordedEvent;
  blobs: Blob[];
}

/** Reads that may wait for their batch while the run goes on. */
const TRAILING_MAX = 200;
/** An anchor is written with the batch that passes every so many events. */
const ANCHOR_EVERY = 100;

const APPEND = `
  WITH held AS MATERIALIZED (
    SELECT id FROM steadyhand.run WHERE id = $1 AND epoch = $2 FOR SHARE
  ), kept AS (
    INSERT INTO steadyhand.event (run_id, seq, epoch, body, body_hash, prev_hash, hash)
    SELECT held.id, row.seq, row.epoch, row.body, row."bodyHash", row."prevHash", row.hash
    FROM held, jsonb_to_recordset($3::jsonb)
      AS row (seq bigint, epoch integer, body jsonb, "bodyHash" text, "prevHash" text, hash text)
    RETURNING seq
  ), blobs AS (
    INSERT INTO steadyhand.blob (run_id, hash, content)
    SELECT held.id, blob.hash, blob.content FROM held, unnest($4::text[], $5::bytea[]) AS blob (hash, content)
    ON CONFLICT DO NOTHING
  ), anchors AS (
    INSERT INTO steadyhand.anchor (run_id, seq, hash)
    SELECT held.id, anchor.seq, anchor.hash FROM held, jsonb_to_recordset($6::jsonb) AS anchor (seq bigint, hash text)
    ON CONFLICT DO NOTHING
  )
  SELECT count(*)::integer AS kept FROM kept`;

export function createRunJournal(database: Database, options: RunJournalOptions): RunJournal {
  return new PostgresJournal(database, options);
}

class PostgresJournal implements RunJournal {
  readonly #database: Database;
  readonly #options: RunJournalOptions;
  readonly #events: RunEvent[];
  readonly #pending: Entry[] = [];
  /** Calls that change the world and have no outcome yet, as `lane/seq`. */
  readonly #changing = new Set<string>();
  #head: Pick<RecordedEvent, 'seq' | 'hash'>;
  /** The last batch that was begun; never rejects. */
  #last: Promise<void> = Promise.resolve();
  /** The batch that takes what is pending. */
  #next: Promise<void> | null = null;
  #failure: SteadyError | null = null;

  constructor(database: Database, options: RunJournalOptions) {
    this.#database = database;
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
    const { runId, epoch } = this.#options;
    // What JSON leaves out is not in the record either.
    const { body, blobs } = moveOut(JSON.parse(JSON.stringify(event)));
    const link = { seq: this.#head.seq + 1, epoch, bodyHash: bodyHash(body), prevHash: this.#head.hash };
    const hash = linkHash(runId, link);
    this.#head = { seq: link.seq, hash };
    return { event, row: { ...link, body, hash }, blobs };
  }

  async #write(entries: readonly Entry[]): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (entries.length === 0) return;
    try {
      await this.#insert(entries);
    } catch (error) {
      this.#failure = failureOf(error);
      throw this.#failure;
    }
    for (const { event } of entries) {
      this.#events.push(event);
      this.#options.onEvent(event);
    }
  }

  async #insert(entries: readonly Entry[]): Promise<void> {
    const { runId, epoch } = this.#options;
    const blobs = entries.flatMap((entry) => entry.blobs);
    const anchors = entries.map(({ row }) => row).filter(({ seq }) => (seq + 1) % ANCHOR_EVERY === 0);
    const [result] = await this.#database.query<{ kept: number }>(APPEND, [
      runId,
      epoch,
      JSON.stringify(entries.map(({ row }) => row)),
      blobs.map(({ hash }) => hash),
      blobs.map(({ content }) => content),
      JSON.stringify(anchors.map(({ seq, hash }) => ({ seq, hash }))),
    ]);
    if (result?.kept !== entries.length) throw fenced({ runId, epoch });
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
