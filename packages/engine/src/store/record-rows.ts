import type { RunEvent } from '@steadyhand/contracts';
import { hashesIn, moveIn } from './blobs.ts';
import type { Queries } from './database.ts';
import { selectMessages } from './messages.ts';
import type { Anchor, RecordedEvent, RunRecord } from './record.ts';
import { selectStart } from './run-rows.ts';
import { FINAL_STATUSES } from './run-status.ts';

/** Everything that is kept of a run; in one transaction, or a run that goes on looks tampered with. */
export async function selectRecord(queries: Queries, runId: string): Promise<RunRecord> {
  const run = await selectStart(queries, runId);
  const events = await selectEvents(queries, runId);
  const messages = await selectMessages(queries, runId);
  const anchors = await queries.query<Anchor>(
    'SELECT seq::double precision AS seq, hash FROM steadyhand.anchor WHERE run_id = $1 ORDER BY anchor.seq, at',
    [runId],
  );
  return { run, events, messages, anchors, blobs: await selectBlobs(queries, runId) };
}

/** Those behind a place, with the texts in theirs: an event and its texts come in one statement. */
export async function selectEventsAfter(
  queries: Queries,
  runId: string,
  after: number,
): Promise<{ seq: number; event: RunEvent }[]> {
  const events = await selectEvents(queries, runId, after);
  const hashes = events.flatMap(({ body }) => hashesIn(body));
  const blobs = hashes.length === 0 ? new Map() : await selectBlobs(queries, runId, hashes);
  return events.map(({ seq, body }) => ({ seq, event: eventOf(body, blobs) }));
}

/**
 * What was written, with the texts in their places. It is not checked against today's schema: a later release reads an
 * old history as it is (R7).
 */
export function eventsOf({ events, blobs }: Pick<RunRecord, 'events' | 'blobs'>): RunEvent[] {
  return events.map(({ body }) => eventOf(body, blobs));
}

function eventOf(body: unknown, blobs: RunRecord['blobs']): RunEvent {
  return (hashesIn(body).length > 0 ? moveIn(body, blobs) : body) as RunEvent;
}

/** The last event of a run; null for a run without any. */
export async function selectHead(queries: Queries, runId: string): Promise<Anchor | null> {
  const [head] = await queries.query<Anchor>(
    `SELECT seq::double precision AS seq, hash FROM steadyhand.event WHERE run_id = $1 ORDER BY event.seq DESC LIMIT 1`,
    [runId],
  );
  return head ?? null;
}

/** Makes the last event of a run an anchor and gives it. */
export async function anchorHead(queries: Queries, runId: string): Promise<Anchor | null> {
  const head = await selectHead(queries, runId);
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

/** How many commands that may change the world were begun in an environment, by all runs, since a time of their clock. */
export async function countChanges(queries: Queries, environment: string, since: number): Promise<number> {
  const [row] = await queries.query<{ changes: number }>(
    `SELECT count(*)::integer AS changes FROM steadyhand.event JOIN steadyhand.run ON run.id = run_id
     WHERE environment = $1 AND event.at >= $2 AND type = 'command-intent' AND body ->> 'verdict' = 'run'
       AND body ->> 'effect' IN ('change', 'unknown', 'destroy')`,
    [environment, since],
  );
  return row?.changes ?? 0;
}

function selectEvents(queries: Queries, runId: string, after = -1): Promise<RecordedEvent[]> {
  return queries.query<RecordedEvent>(
    `SELECT seq::double precision AS seq, epoch, body, body_hash AS "bodyHash", prev_hash AS "prevHash", hash
     FROM steadyhand.event WHERE run_id = $1 AND seq > $2 ORDER BY event.seq`,
    [runId, after],
  );
}

/** Those named, or all. */
async function selectBlobs(
  queries: Queries,
  runId: string,
  hashes: readonly string[] | null = null,
): Promise<Map<string, Buffer | null>> {
  const rows = await queries.query<{ hash: string; content: Buffer | null }>(
    'SELECT hash, content FROM steadyhand.blob WHERE run_id = $1 AND ($2::text[] IS NULL OR hash = ANY($2)) ORDER BY hash',
    [runId, hashes],
  );
  return new Map(rows.map(({ hash, content }) => [hash, content]));
}
