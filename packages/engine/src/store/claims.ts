/**
 * Who may go on with a run, and who does. All times are the database's, so that workers need not agree on one.
 *
 * C1 A run has one holder, known by its epoch; whoever held it before is fenced.
 * C2 The locks of a run go when it ends, in the same transaction, and only then.
 * C3 A run does not begin to wait for what was sent to it just before: it is ready at once.
 */
import type { Queries } from './database.ts';
import { fenced, type Hold } from './hold.ts';
import { dropLocks } from './locks.ts';
import { wakeForUntaken } from './messages.ts';
import { isFinal, RUN, type Run } from './run-rows.ts';
import type { RunStatus } from './run-status.ts';

export interface ClaimOptions {
  worker: string;
  /** Only runs of these. */
  environments: readonly string[];
  leaseMs: number;
}

export interface Release {
  status: Exclude<RunStatus, 'running'>;
  /** A `Question`. */
  waitingFor?: unknown;
  /** When any worker may take it again, by the wall clock. */
  wakeAt?: number;
}

/** The order is that of the index, so that no plan reads runs that have ended, whatever the statistics say. */
const ANY =
  "settings->>'kind' IS DISTINCT FROM 'shell' AND due_at <= statement_timestamp() ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED";
const NAMED = `id = $4 AND (status IN ('ready', 'waiting', 'paused')
  OR (status = 'running' AND lease_until <= statement_timestamp())) FOR UPDATE`;

/** The run named, or the one that has been due longest; null when there is none to be had. */
export async function claimRun(queries: Queries, runId: string | null, options: ClaimOptions): Promise<Run | null> {
  const { worker, leaseMs, environments } = options;
  const [run] = await queries.query<Run>(
    `UPDATE steadyhand.run SET status = 'running', epoch = epoch + 1, worker = $1, wake_at = NULL, waiting_for = NULL,
       lease_until = clock_timestamp() + $2 * interval '1 millisecond', updated_at = clock_timestamp()
     WHERE id = (SELECT id FROM steadyhand.run WHERE environment = ANY($3) AND ${runId === null ? ANY : NAMED})
     RETURNING ${RUN}`,
    [worker, leaseMs, environments, ...(runId === null ? [] : [runId])],
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

/** In a transaction. Rejects with RUN_FENCED when the hold is gone; with it goes the right to write. */
export async function releaseRun(queries: Queries, { runId, epoch }: Hold, release: Release): Promise<void> {
  const { status, waitingFor, wakeAt } = release;
  const rows = await queries.query(
    `UPDATE steadyhand.run SET status = $3, epoch = epoch + 1, worker = NULL, lease_until = NULL, waiting_for = $4,
       wake_at = to_timestamp($5::double precision / 1000), updated_at = clock_timestamp()
     WHERE id = $1 AND epoch = $2 RETURNING id`,
    [runId, epoch, status, waitingFor === undefined ? null : JSON.stringify(waitingFor), wakeAt ?? null],
  );
  if (rows.length === 0) throw fenced({ runId, epoch });
  if (isFinal(status)) await dropLocks(queries, runId);
  if (status === 'waiting') await wakeForUntaken(queries, runId);
}

/** In a transaction. From outside: whoever holds the run is fenced. False when it was in none of the statuses `from`. */
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
  if (rows.length === 0) return false;
  if (isFinal(to)) await dropLocks(queries, id);
  return true;
}
