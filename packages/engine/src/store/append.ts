/** Events into the chain of a run, by whoever may write to it now. */
import type { RunEvent } from '@steadyhand/contracts';
import { type Blob, moveOut } from './blobs.ts';
import type { Queries } from './database.ts';
import { fenced, type Hold } from './hold.ts';
import { bodyHash, linkHash, type RecordedEvent, startHash } from './record.ts';
import { anchorHead, selectHead } from './record-rows.ts';
import { lockStatus, selectStart } from './run-rows.ts';

/** What an event follows. */
export type Head = Pick<RecordedEvent, 'seq' | 'hash'>;

/** An event as it is kept. */
export interface Link {
  row: RecordedEvent;
  blobs: Blob[];
}

/** An anchor is written with what passes every so many events. */
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

export function link({ runId, epoch }: Hold, head: Head, event: RunEvent): Link {
  // What JSON leaves out is not in the record either.
  const { body, blobs } = moveOut(JSON.parse(JSON.stringify(event)));
  const row = { seq: head.seq + 1, epoch, body, bodyHash: bodyHash(body), prevHash: head.hash };
  return { row: { ...row, hash: linkHash(runId, row) }, blobs };
}

/** One statement: all of them or none. Rejects with RUN_FENCED. */
export async function append(queries: Queries, { runId, epoch }: Hold, links: readonly Link[]): Promise<void> {
  const blobs = links.flatMap((one) => one.blobs);
  const anchors = links.map(({ row }) => row).filter(({ seq }) => (seq + 1) % ANCHOR_EVERY === 0);
  const [result] = await queries.query<{ kept: number }>(APPEND, [
    runId,
    epoch,
    JSON.stringify(links.map(({ row }) => row)),
    blobs.map(({ hash }) => hash),
    blobs.map(({ content }) => content),
    JSON.stringify(anchors.map(({ seq, hash }) => ({ seq, hash }))),
  ]);
  if (result?.kept !== links.length) throw fenced({ runId, epoch });
}

/**
 * In a transaction. Appends to a run that nobody holds, one that has ended too; its status stays, and who held it once
 * is fenced. False while somebody holds it. Rejects with RUN_NOT_FOUND.
 */
export async function annotateRun(queries: Queries, runId: string, events: readonly RunEvent[]): Promise<boolean> {
  const [run] = await queries.query<{ epoch: number }>(
    `UPDATE steadyhand.run SET epoch = epoch + 1
     WHERE id = $1 AND (status <> 'running' OR lease_until <= clock_timestamp()) RETURNING epoch`,
    [runId],
  );
  if (!run) {
    await lockStatus(queries, runId);
    return false;
  }
  const hold = { runId, epoch: run.epoch };
  let head = (await selectHead(queries, runId)) ?? { seq: -1, hash: startHash(await selectStart(queries, runId)) };
  const links: Link[] = [];
  for (const event of events) {
    const next = link(hold, head, event);
    links.push(next);
    head = next.row;
  }
  await append(queries, hold, links);
  await anchorHead(queries, runId);
  return true;
}
