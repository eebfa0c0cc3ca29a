/** Offline jobs: keep, for every member who was away, that a message waits; delivered already if they came back since. */
import type { Pool } from 'pg';
import { OfflineJobSchema } from '../common/jobs.ts';

export async function carryOutOffline(pool: Pool, body: string): Promise<void> {
  const job = OfflineJobSchema.parse(JSON.parse(body));
  await pool.query(
    `insert into offline_messages (conversation_id, seq, user_name, stored_at, delivered_at)
     select m.conversation_id, $2, m.user_name, now(), case when m.delivered_seq >= $2 then now() end
     from members m where m.conversation_id = $1 and m.user_name = any($3)
     on conflict (conversation_id, seq, user_name)
     do update set stored_at = coalesce(offline_messages.stored_at, excluded.stored_at),
                   delivered_at = coalesce(offline_messages.delivered_at, excluded.delivered_at)`,
    [job.conversationId, job.seq, job.users],
  );
}
