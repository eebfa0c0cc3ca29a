/**
 * The inbox of a run: what people sent it, as it came. Nothing is taken out of it; that a message was taken shows in the
 * event that has its id.
 */
import { type Message, SteadyError } from '@steadyhand/contracts';
import type { Queries } from './database.ts';
import { isFinal, lockStatus } from './run-rows.ts';
import type { RunStatus } from './run-status.ts';

/**
 * In a transaction. Gives the status of the run after it. Sent again, a message changes nothing. Rejects with
 * RUN_NOT_FOUND, RUN_ENDED, and ANSWER_INVALID for an id that another message of the run has.
 */
export async function sendMessage(queries: Queries, message: Message): Promise<RunStatus> {
  const { id, runId, order } = message;
  const status = await lockStatus(queries, runId);
  const body = JSON.stringify(message);
  const [known] = await queries.query<{ isSame: boolean }>(
    'SELECT body::text = $3 AS "isSame" FROM steadyhand.message WHERE run_id = $1 AND id = $2',
    [runId, id, body],
  );
  if (known?.isSame) return status;
  if (known) throw new SteadyError('ANSWER_INVALID', { by: message.by.name, reason: 'another message has its id' });
  if (isFinal(status) && order.kind !== 'note') throw new SteadyError('RUN_ENDED', { id: runId, status });
  await queries.query(
    `INSERT INTO steadyhand.message (run_id, arrival, id, kind, question_id, body)
     SELECT $1, coalesce(max(arrival) + 1, 0), $2, $3, $4, $5 FROM steadyhand.message WHERE run_id = $1`,
    [runId, id, order.kind, order.kind === 'answer' ? order.questionId : null, body],
  );
  if (status !== 'waiting' || order.kind !== 'answer') return status;
  await queries.query(
    `UPDATE steadyhand.run SET status = 'ready', wake_at = NULL, updated_at = clock_timestamp() WHERE id = $1`,
    [runId],
  );
  return 'ready';
}

/** In order of arrival. */
export async function selectMessages(queries: Queries, runId: string): Promise<Message[]> {
  const rows = await queries.query<{ body: Message }>(
    'SELECT body FROM steadyhand.message WHERE run_id = $1 ORDER BY arrival',
    [runId],
  );
  return rows.map(({ body }) => body);
}

/**
 * Makes a run ready that waits for what it already has: an answer to its question, or an order, which came after its
 * holder had looked for the last time. What the next holder takes cannot wake the run again. One with which its holder
 * could not begin (`problem`) has taken nothing, and keeps its time: it would be claimed without end.
 */
export async function wakeForUntaken(queries: Queries, runId: string): Promise<void> {
  await queries.query(
    `UPDATE steadyhand.run SET status = 'ready', wake_at = NULL
     WHERE id = $1 AND NOT coalesce(waiting_for ? 'problem', false) AND EXISTS (
       SELECT FROM steadyhand.message
       WHERE message.run_id = $1 AND (kind IN ('pause', 'cancel') OR question_id = waiting_for ->> 'id') AND NOT EXISTS (
         SELECT FROM steadyhand.event WHERE event.run_id = $1 AND event.body ->> 'messageId' = message.id))`,
    [runId],
  );
}
