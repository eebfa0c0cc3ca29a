/**
 * The rows of runs: who may go on with a run, and who does. All times are the database's, so that workers need not
 * agree on one.
 */
import { SteadyError } from '@steadyhand/contracts';
import type { Queries } from './database.ts';
import type { NewRun } from './record.ts';

export const FINAL_STATUSES = ['done', 'failed', 'refused', 'unknown', 'interrupted', 'cancelled'] as const;

/**
 * `ready`: any worker may take it. `running`: a worker holds it, as long as its lease. `waiting`: for `waitingFor`, or
 * until `wakeAt`. `paused`: until a person says otherwise. The others are ends.
 */
export const RUN_STATUSES = ['ready', 'running', 'waiting', 'paused', ...FINAL_STATUSES] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Times are milliseconds since the epoch. */
export interface RunRow extends Omit<NewRun, 'runbook'> {
  runbook: { path: string; revision: string };
  status: RunStatus;
  /** Counts who held it; what an earlier holder writes is refused. */
  epoch: number;
  worker: string | null;
  leaseUntil: number | null;
  wakeAt: number | null;
  /** JSON: an approval, a question. */
  waitingFor: unknown;
  createdAt: number;
  updatedAt: number;
}

/** A run with the text of its runbook. */
export interface Run extends RunRow {
  runbook: NewRun['runbook'];
}

/** What a worker has of a run that it holds. */
export interface Hold {
  runId: string;
  epoch: number;
}

export interface ClaimOptions {
  worker: string;
  /** Only runs of these. */
  environments: readonly string[];
  leaseMs: number;
}

export interface Release {
  status: Exclude<RunStatus, 'running'>;
  waitingFor?: unknown;
  /** When any worker may take it again, by the wall clock. */
  wakeAt?: number;
}

export interface RunFilter {
  statuses?: readonly RunStatus[];
  environment?: string;
  /** 100 when left out. */
  limit?: number;
}

const LIST_LIMIT = 100;

const milliseconds = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::double precision`;
const runbook = (text: string): string =>
  `jsonb_build_object('path', runbook_path, 'revision', runbook_revision${text}) AS runbook`;
const OWN_COLUMNS = `id, procedure_id AS "procedureId", environment, mode, params, requested_by AS "requestedBy"`;
const STATE_COLUMNS = `status, epoch, worker, ${milliseconds('lease_until')} AS "leaseUntil",
  ${milliseconds('wake_at')} AS "wakeAt", waiting_for AS "waitingFor",
  ${milliseconds('created_at')} AS "createdAt", ${milliseconds('updated_at')} AS "updatedAt"`;
const ROW = `${OWN_COLUMNS}, ${runbook('')}, ${STATE_COLUMNS}`;
const RUN = `${OWN_COLUMNS}, ${runbook(`, 'text', runbook_text`)}, ${STATE_COLUMNS}`;

export async function insertRun(queries: Queries, input: NewRun): Promise<Run> {
  const { path, revision, text } = input.runbook;
  const rows = await queries.query<Run>(
    `INSERT INTO steadyhand.run (id, runbook_path, runbook_revision, runbook_text, procedure_id, environment, mode, params,
       requested_by, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'ready') RETURNING ${RUN}`,
    [
      input.id,
      path,
      revision,
      text,
      input.procedureId,
      input.environment,
      input.mode,
      JSON.stringify(input.params),
      input.requestedBy,
    ],
  );
  return existing(rows[0], input.id);
}

export async function selectRun(queries: Queries, id: string): Promise<Run> {
  const [run] = await queries.query<Run>(`SELECT ${RUN} FROM steadyhand.run WHERE id = $1`, [id]);
  return existing(run, id);
}

/** What it was started with. */
export async function selectStart(queries: Queries, id: string): Promise<NewRun> {
  const columns = `${OWN_COLUMNS}, ${runbook(`, 'text', runbook_text`)}`;
  const [run] = await queries.query<NewRun>(`SELECT ${columns} FROM steadyhand.run WHERE id = $1`, [id]);
  return existing(run, id);
}

export function selectRuns(queries: Queries, filter: RunFilter): Promise<RunRow[]> {
  const { statuses = RUN_STATUSES, environment = null, limit = LIST_LIMIT } = filter;
  return queries.query<RunRow>(
    `SELECT ${ROW} FROM steadyhand.run WHERE status = ANY($1) AND ($2::text IS NULL OR environment = $2)
     ORDER BY created_at DESC, id LIMIT $3`,
    [statuses, environment, limit],
  );
}

/** The run named, or the one that has waited longest; null when there is none to be had. */
export async function claimRun(queries: Queries, runId: string | null, options: ClaimOptions): Promise<Run | null> {
  const [run] = await queries.query<Run>(
    `UPDATE steadyhand.run SET status = 'running', epoch = epoch + 1, worker = $1, wake_at = NULL, waiting_for = NULL,
       lease_until = clock_timestamp() + $2 * interval '1 millisecond', updated_at = clock_timestamp()
     WHERE id = (
       SELECT id FROM steadyhand.run
       WHERE environment = ANY($3) AND ($4::text IS NULL OR id = $4) AND (
         status = 'ready'
         OR (status = 'waiting' AND (wake_at <= clock_timestamp() OR $4 IS NOT NULL))
         OR (status = 'running' AND lease_until <= clock_timestamp()))
       ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
     RETURNING ${RUN}`,
    [options.worker, options.leaseMs, options.environments, runId],
  );
  return run ?? null;
}

/** False when the hold is gone. */
export async function extendLease(queries: Queries, { runId, epoch }: Hold, leaseMs: number): Promise<boolean> {
  const rows = await queries.query(
    `UPDATE steadyhand.run SET lease_until = clock_timestamp() + $3 * interval '1 millisecond'
     WHERE id = $1 AND epoch = $2 RETURNING id`,
    [runId, epoch, leaseMs],
  );
  return rows.length === 1;
}

/** Rejects with RUN_FENCED when the hold is gone; with it goes the right to write. */
export async function releaseRun(queries: Queries, { runId, epoch }: Hold, release: Release): Promise<void> {
  const { status, waitingFor, wakeAt } = release;
  const rows = await queries.query(
    `UPDATE steadyhand.run SET status = $3, epoch = epoch + 1, worker = NULL, lease_until = NULL, waiting_for = $4,
       wake_at = to_timestamp($5::double precision / 1000), updated_at = clock_timestamp()
     WHERE id = $1 AND epoch = $2 RETURNING id`,
    [runId, epoch, status, waitingFor === undefined ? null : JSON.stringify(waitingFor), wakeAt ?? null],
  );
  if (rows.length === 0) throw fenced({ runId, epoch });
}

/** From outside: whoever holds the run is fenced. False when it was in none of the statuses `from`. */
export async function changeStatus(
  queries: Queries,
  id: string,
  { from, to }: { from: readonly RunStatus[]; to: Release['status'] },
): Promise<boolean> {
  const rows = await queries.query(
    `UPDATE steadyhand.run SET status = $2, epoch = epoch + 1, worker = NULL, lease_until = NULL, waiting_for = NULL,
       wake_at = NULL, updated_at = clock_timestamp()
     WHERE id = $1 AND status = ANY($3) RETURNING id`,
    [id, to, from],
  );
  return rows.length === 1;
}

export function fenced({ runId, epoch }: Hold): SteadyError {
  return new SteadyError('RUN_FENCED', { id: runId, epoch: String(epoch) });
}

function existing<T>(run: T | undefined, id: string): T {
  if (run === undefined) throw new SteadyError('RUN_NOT_FOUND', { id });
  return run;
}
