import type { Queries } from './database.ts';
import { milliseconds } from './run-rows.ts';

/** A process that takes runs. */
export interface Worker {
  id: string;
  environments: readonly string[];
  host: string;
  pid: number;
}

/** Times are milliseconds since the epoch. */
export interface WorkerRow extends Worker {
  startedAt: number;
  seenAt: number;
}

/** Who was not seen for longer is gone. */
const GONE = `seen_at < statement_timestamp() - interval '15 seconds'`;

/** Says that a worker is there, and forgets those that are gone. */
export async function beat(queries: Queries, { id, environments, host, pid }: Worker): Promise<void> {
  await queries.query(
    `WITH gone AS (
       DELETE FROM steadyhand.worker
       WHERE id IN (SELECT id FROM steadyhand.worker WHERE ${GONE} AND id <> $1 FOR UPDATE SKIP LOCKED))
     INSERT INTO steadyhand.worker (id, environments, host, pid) VALUES ($1, $2, $3, $4)
     ON CONFLICT (id) DO UPDATE SET environments = $2, host = $3, pid = $4, seen_at = statement_timestamp()`,
    [id, environments, host, pid],
  );
}

export async function remove(queries: Queries, id: string): Promise<void> {
  await queries.query('DELETE FROM steadyhand.worker WHERE id = $1', [id]);
}

export function selectWorkers(queries: Queries): Promise<WorkerRow[]> {
  return queries.query<WorkerRow>(
    `SELECT id, environments, host, pid, ${milliseconds('started_at')} AS "startedAt", ${milliseconds('seen_at')} AS "seenAt"
     FROM steadyhand.worker WHERE NOT ${GONE} ORDER BY started_at, id`,
  );
}
