import type { RunEvent } from '@steadyhand/contracts';
import { hashesIn, moveIn } from './blobs.ts';
import type { Queries } from './database.ts';
import type { Anchor, RecordedEvent, RunRecord } from './record.ts';
import { FINAL_STATUSES, selectStart } from './run-rows.ts';

/** Everything that is kept of a run; in one transaction, or a run that goes on looks tampered with. */
export async function selectRecord(queries: Queries, runId: string): Promise<RunRecord> {
  const run = await selectStart(queries, runId);
  const events = await selectEvents(queries, runId);
  const anchors = await queries.query<Anchor>(
    'SELECT seq::double precision AS seq, hash FROM steadyhand.anchor WHERE run_id = $1 ORDER BY seq, at',
    [runId],
  );
  return { run, events, anchors, blobs: await selectBlobs(queries, runId) };
}

/**
 * What was written, with the texts in their places. It is not checked against today's schema: a later release reads an
 * old history as it is (R7).
 */
export function eventsOf({ events, blobs }: Pick<RunRecord, 'events' | 'blobs'>): RunEvent[] {
  return events.map(({ body }) => (hashesIn(body).length > 0 ? moveIn(body, blobs) : body) as RunEvent);
}

/** Makes the last event of a run an anchor and gives it; null for a run without events. */
export async function anchorHead(queries: Queries, runId: string): Promise<Anchor | null> {
  const [head] = await queries.query<Anchor>(
    `SELECT seq::double precision AS seq, hash FROM steadyhand.event WHERE run_id = $1 ORDER BY seq DESC LIMIT 1`,
    [runId],
  );
  if (!head) return null;
  await queries.query('INSERT INTO steadyhand.anchor (run_id, seq, hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    runId,
    head.seq,
    head.hash,
  ]);
  return head;
}

/** Drops the texts of runs that ended before; gives how many. */
export async function dropContents(queries: Queries, endedBefore: number): Promise<number> {
  const [row] = await queries.query<{ dropped: number }>(
    `WITH dropped AS (
       UPDATE steadyhand.blob SET content = NULL FROM steadyhand.run
       WHERE run.id = run_id AND content IS NOT NULL AND status = ANY($1)
         AND updated_at < to_timestamp($2::double precision / 1000)
       RETURNING 1)
     SELECT count(*)::integer AS dropped FROM dropped`,
    [FINAL_STATUSES, endedBefore],
  );
  return row?.dropped ?? 0;
}

function selectEvents(queries: Queries, runId: string): Promise<RecordedEvent[]> {
  return queries.query<RecordedEvent>(
    `SELECT seq::double precision AS seq, epoch, body, body_hash AS "bodyHash", prev_hash AS "prevHash", hash
     FROM steadyhand.event WHERE run_id = $1 ORDER BY seq`,
    [runId],
  );
}

async function selectBlobs(queries: Queries, runId: string): Promise<Map<string, Buffer | null>> {
  const rows = await queries.query<{ hash: string; content: Buffer | null }>(
    'SELECT hash, content FROM steadyhand.blob WHERE run_id = $1 ORDER BY hash',
    [runId],
  );
  return new Map(rows.map(({ hash, content }) => [hash, content]));
}
