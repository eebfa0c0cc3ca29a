/**
 * Which run may change a resource: the one that took it, from its first change until it ends, whatever its lives do.
 *
 * Locks are taken in order of their names, so two runs that want some of the same wait for each other in one direction
 * only. A row that another transaction is about to write or delete is waited for; what it became decides.
 */
import type { Queries } from './database.ts';
import { fenced, type Hold } from './hold.ts';
import { milliseconds } from './run-rows.ts';

/** A run that has a resource; `since` in milliseconds since the epoch. */
export interface LockHolder {
  resource: string;
  runId: string;
  procedureId: string;
  requestedBy: string;
  since: number;
}

const TAKE = `
  WITH held AS MATERIALIZED (
    SELECT id FROM steadyhand.run WHERE id = $1 AND epoch = $2 FOR SHARE
  ), taken AS (
    INSERT INTO steadyhand.lock (scope, resource, run_id)
    SELECT $3, wanted.resource, held.id FROM held, unnest($4::text[]) WITH ORDINALITY AS wanted (resource, place)
    ORDER BY wanted.place
    ON CONFLICT DO NOTHING
    RETURNING resource
  )
  SELECT EXISTS (SELECT FROM held) AS "isHeld", array(SELECT resource FROM taken) AS taken`;

const HOLDER = `resource, run_id AS "runId", procedure_id AS "procedureId", requested_by AS "requestedBy",
  ${milliseconds('taken_at')} AS since FROM steadyhand.lock JOIN steadyhand.run ON run.id = run_id`;

/**
 * In a transaction of level READ COMMITTED. All of them or none; who has the first that is not to be had, else null.
 * Those that the run already has are its own. Rejects with RUN_FENCED.
 */
export async function takeLocks(
  queries: Queries,
  hold: Hold,
  { scope, resources }: { scope: string; resources: readonly string[] },
): Promise<LockHolder | null> {
  const wanted = [...new Set(resources)].sort();
  for (const taken: string[] = []; ; ) {
    const [result] = await queries.query<{ isHeld: boolean; taken: string[] }>(TAKE, [
      hold.runId,
      hold.epoch,
      scope,
      wanted,
    ]);
    if (!result?.isHeld) throw fenced(hold);
    taken.push(...result.taken);
    const rows = await queries.query<LockHolder>(
      `SELECT ${HOLDER} WHERE scope = $1 AND resource = ANY($2) ORDER BY resource`,
      [scope, wanted],
    );
    const other = rows.find(({ runId }) => runId !== hold.runId);
    if (other) {
      await queries.query('DELETE FROM steadyhand.lock WHERE scope = $1 AND resource = ANY($2)', [scope, taken]);
      return other;
    }
    // One that was in the way is gone since: it is to be had now.
    if (rows.length === wanted.length) return null;
  }
}

export function selectLocks(queries: Queries): Promise<(LockHolder & { scope: string })[]> {
  return queries.query(`SELECT scope, ${HOLDER} ORDER BY scope, resource`);
}

/** In a transaction. Rejects with RUN_FENCED. */
export async function releaseLocks(queries: Queries, { runId, epoch }: Hold): Promise<void> {
  const held = await queries.query('SELECT id FROM steadyhand.run WHERE id = $1 AND epoch = $2 FOR SHARE', [
    runId,
    epoch,
  ]);
  if (held.length === 0) throw fenced({ runId, epoch });
  await dropLocks(queries, runId);
}

/** To be called after the statement that ends the run: one that saw less would leave what was taken meanwhile. */
export async function dropLocks(queries: Queries, runId: string): Promise<void> {
  await queries.query('DELETE FROM steadyhand.lock WHERE run_id = $1', [runId]);
}
