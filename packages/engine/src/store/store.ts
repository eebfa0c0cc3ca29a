import type { Message, RunEvent } from '@steadyhand/contracts';
import { annotateRun } from './append.ts';
import { type ClaimOptions, changeStatus, claimRun, extendLease, type Release, releaseRun } from './claims.ts';
import { connectDatabase, type Database, type Queries } from './database.ts';
import { exportRecord } from './export.ts';
import { fenced, type Hold } from './hold.ts';
import { type LockHolder, releaseLocks, selectLocks, takeLocks } from './locks.ts';
import { selectMessages, sendMessage } from './messages.ts';
import { migrate } from './migrate.ts';
import { type Anchor, type NewRun, type RunRecord, startHash } from './record.ts';
import { anchorHead, countChanges, dropContents, eventsOf, selectEventsAfter, selectRecord } from './record-rows.ts';
import { createRunJournal, type RunJournal } from './run-journal.ts';
import { insertRun, type Run, type RunFilter, type RunRow, selectRun, selectRuns } from './run-rows.ts';
import type { RunStatus } from './run-status.ts';
import { type Verification, verifyRecord } from './verify.ts';
import { beat, remove, selectWorkers, type Worker, type WorkerRow } from './worker-rows.ts';

/** Runs and their records in Postgres. Everything rejects with DATABASE_FAILED when the database does. */
export interface Store {
  /**
   * Keeps a run, without what binds a secret in its system. It is `ready`; one that is to be claimed by its name is
   * `paused`, so that no worker takes it first.
   */
  createRun(input: NewRun, status?: 'ready' | 'paused'): Promise<Run>;
  /** Rejects with RUN_NOT_FOUND. */
  run(id: string): Promise<Run>;
  /** The newest first. */
  listRuns(filter?: RunFilter): Promise<RunRow[]>;
  /**
   * Takes a run that is ready, whose time has come, or whose holder let its lease end: the one named, which may also be
   * waiting or paused, or the one that has been due longest (null). Null when there is none to be had now.
   */
  claim(runId: string | null, options: ClaimOptions): Promise<{ run: Run; epoch: number } | null>;
  /** Extends the lease; false when the hold is gone, and the worker must stop. */
  heartbeat(hold: Hold, leaseMs: number): Promise<boolean>;
  /**
   * Gives a run back, parked or ended, and its head as an anchor to be printed. The journal must be flushed. A run that
   * ends loses its locks. One that would wait for an answer or an order that is in its inbox is `ready` instead. Rejects
   * with RUN_FENCED.
   */
  release(hold: Hold, release: Release): Promise<Anchor | null>;
  /**
   * From outside, as for a cancel of a run that waits; whoever holds the run is fenced, and one that ends loses its
   * locks. False when not `from`.
   */
  setStatus(id: string, change: { from: readonly RunStatus[]; to: Release['status'] }): Promise<boolean>;
  /** The journal of a run that is held. `onEvent` sees every event after it is kept. Rejects with RUN_FENCED. */
  journal(hold: Hold, onEvent?: (event: RunEvent) => void): Promise<RunJournal>;
  events(runId: string): Promise<RunEvent[]>;
  /** Those behind the place `seq` of the record, the first of which is 0: for who looks on. */
  eventsAfter(runId: string, seq: number): Promise<{ seq: number; event: RunEvent }[]>;
  /**
   * Keeps events of a run that nobody holds, in whatever status, which stays; whoever held it once is fenced. False while
   * somebody holds it. Rejects with RUN_NOT_FOUND.
   */
  annotate(runId: string, events: readonly RunEvent[]): Promise<boolean>;
  /**
   * Puts a message into the inbox of its run; an answer makes a waiting run ready. Gives the status after it. Sent again,
   * it changes nothing. Rejects with RUN_NOT_FOUND, RUN_ENDED (all but notes), and ANSWER_INVALID for a used id.
   */
  send(message: Message): Promise<RunStatus>;
  /** In order of arrival, those that were taken among them. */
  messages(runId: string): Promise<Message[]>;
  /**
   * Takes resources of a scope (account and region) for the run, until it ends: all of them (null), or none, and who has
   * one. Those that the run has already are its own. Rejects with RUN_FENCED.
   */
  takeLocks(hold: Hold, scope: string, resources: readonly string[]): Promise<LockHolder | null>;
  /** Gives up all locks of a run that goes on. Rejects with RUN_FENCED. */
  releaseLocks(hold: Hold): Promise<void>;
  locks(): Promise<(LockHolder & { scope: string })[]>;
  /** How many commands that may change an environment all of its runs began since; milliseconds on their clock. */
  changesSince(environment: string, since: number): Promise<number>;
  /** To be said every few seconds by who waits for runs. */
  beatWorker(worker: Worker): Promise<void>;
  /** To be said by who waits for no more runs. */
  removeWorker(id: string): Promise<void>;
  /** Those that were seen within 15 seconds and have not ended. */
  workers(): Promise<WorkerRow[]>;
  /** The last event of a run, kept as an anchor and to be printed; null when there is none. */
  anchor(runId: string): Promise<Anchor | null>;
  verifyRun(runId: string, options?: { anchors?: readonly Anchor[] }): Promise<Verification>;
  /** JSON lines for `verifyExport`. */
  exportRun(runId: string): Promise<string[]>;
  /** Drops outputs and other large texts of runs that ended before (milliseconds); the record still verifies. Gives how many. */
  prune(endedBefore: number): Promise<number>;
  close(): Promise<void>;
}

/** Connects, and brings the schema up to date. Rejects with DATABASE_FAILED, DATABASE_NEWER or DATABASE_TOO_OLD. */
export async function openStore({ url }: { url: string }): Promise<Store> {
  const database = connectDatabase(url);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const readRecord = (runId: string): Promise<RunRecord> =>
    database.transaction('REPEATABLE READ', (queries) => selectRecord(queries, runId));
  const change = <T>(work: (queries: Queries) => Promise<T>): Promise<T> =>
    database.transaction('READ COMMITTED', work);
  return {
    createRun: (input, status = 'ready') => insertRun(database, input, status),
    run: (id) => selectRun(database, id),
    listRuns: (filter = {}) => selectRuns(database, filter),
    async claim(runId, options) {
      const run = await claimRun(database, runId, options);
      return run && { run, epoch: run.epoch };
    },
    heartbeat: (hold, leaseMs) => extendLease(database, hold, leaseMs),
    release: (hold, release) =>
      change(async (queries) => {
        await releaseRun(queries, hold, release);
        return anchorHead(queries, hold.runId);
      }),
    setStatus: (id, to) => change((queries) => changeStatus(queries, id, to)),
    journal: (hold, onEvent = () => {}) => openJournal(database, hold, onEvent),
    events: async (runId) => eventsOf(await readRecord(runId)),
    eventsAfter: (runId, seq) => selectEventsAfter(database, runId, seq),
    annotate: (runId, events) => change((queries) => annotateRun(queries, runId, events)),
    send: (message) => change((queries) => sendMessage(queries, message)),
    messages: (runId) => selectMessages(database, runId),
    takeLocks: (hold, scope, resources) => change((queries) => takeLocks(queries, hold, { scope, resources })),
    releaseLocks: (hold) => change((queries) => releaseLocks(queries, hold)),
    locks: () => selectLocks(database),
    changesSince: (environment, since) => countChanges(database, environment, since),
    beatWorker: (worker) => beat(database, worker),
    removeWorker: (id) => remove(database, id),
    workers: () => selectWorkers(database),
    anchor: (runId) => change((queries) => anchorHead(queries, runId)),
    verifyRun: async (runId, { anchors = [] } = {}) => verifyRecord(await readRecord(runId), anchors),
    exportRun: async (runId) => exportRecord(await readRecord(runId)),
    prune: (endedBefore) => dropContents(database, endedBefore),
    close: () => database.close(),
  };
}

async function openJournal(database: Database, hold: Hold, onEvent: (event: RunEvent) => void): Promise<RunJournal> {
  const record = await database.transaction('REPEATABLE READ', async (queries) => {
    const { epoch } = await selectRun(queries, hold.runId);
    if (epoch !== hold.epoch) throw fenced(hold);
    return selectRecord(queries, hold.runId);
  });
  const head = record.events.at(-1) ?? { seq: -1, hash: startHash(record.run) };
  return createRunJournal(database, { hold, onEvent, events: eventsOf(record), head });
}
