import type { RunEvent } from '@steadyhand/contracts';
import { connectDatabase, type Database } from './database.ts';
import { exportRecord } from './export.ts';
import { migrate } from './migrate.ts';
import { type Anchor, type NewRun, type RunRecord, startHash } from './record.ts';
import { anchorHead, dropContents, eventsOf, selectRecord } from './record-rows.ts';
import { createRunJournal, type RunJournal } from './run-journal.ts';
import {
  type ClaimOptions,
  changeStatus,
  claimRun,
  extendLease,
  fenced,
  type Hold,
  insertRun,
  type Release,
  type Run,
  type RunFilter,
  type RunRow,
  type RunStatus,
  releaseRun,
  selectRun,
  selectRuns,
} from './run-rows.ts';
import { type Verification, verifyRecord } from './verify.ts';

/** Runs and their records in Postgres. Everything rejects with DATABASE_FAILED when the database does. */
export interface Store {
  /** Keeps a run that is `ready`. */
  createRun(input: NewRun): Promise<Run>;
  /** Rejects with RUN_NOT_FOUND. */
  run(id: string): Promise<Run>;
  /** The newest first. */
  listRuns(filter?: RunFilter): Promise<RunRow[]>;
  /**
   * Takes a run that is ready, whose time has come, or whose holder let its lease end: the one named, which may also be
   * waiting, or any (null). Null when there is none to be had now.
   */
  claim(runId: string | null, options: ClaimOptions): Promise<{ run: Run; epoch: number } | null>;
  /** Extends the lease; false when the hold is gone, and the worker must stop. */
  heartbeat(hold: Hold, leaseMs: number): Promise<boolean>;
  /**
   * Gives a run back, parked or ended, and its head as an anchor to be printed. The journal must be flushed. Rejects
   * with RUN_FENCED.
   */
  release(hold: Hold, release: Release): Promise<Anchor | null>;
  /** From outside, as for an answer (waiting → ready) or a cancel; whoever holds the run is fenced. False when not `from`. */
  setStatus(id: string, change: { from: readonly RunStatus[]; to: Release['status'] }): Promise<boolean>;
  /** The journal of a run that is held. `onEvent` sees every event after it is kept. Rejects with RUN_FENCED. */
  journal(hold: Hold, onEvent?: (event: RunEvent) => void): Promise<RunJournal>;
  events(runId: string): Promise<RunEvent[]>;
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
  return {
    createRun: (input) => insertRun(database, input),
    run: (id) => selectRun(database, id),
    listRuns: (filter = {}) => selectRuns(database, filter),
    async claim(runId, options) {
      const run = await claimRun(database, runId, options);
      return run && { run, epoch: run.epoch };
    },
    heartbeat: (hold, leaseMs) => extendLease(database, hold, leaseMs),
    release: (hold, release) =>
      database.transaction('READ COMMITTED', async (queries) => {
        await releaseRun(queries, hold, release);
        return anchorHead(queries, hold.runId);
      }),
    setStatus: (id, change) => changeStatus(database, id, change),
    journal: (hold, onEvent = () => {}) => openJournal(database, hold, onEvent),
    events: async (runId) => eventsOf(await readRecord(runId)),
    anchor: (runId) => database.transaction('READ COMMITTED', (queries) => anchorHead(queries, runId)),
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
  return createRunJournal(database, { ...hold, onEvent, events: eventsOf(record), head });
}
