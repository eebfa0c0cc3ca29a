/** Push jobs: tell the provider, then note in the database that the user was told. */
import type { Pool } from 'pg';
import { PushJobSchema } from '../common/jobs.ts';

export interface PushOptions {
  providerUrl: string;
  timeoutMs: number;
}

export async function carryOutPush(pool: Pool, options: PushOptions, body: string): Promise<void> {
  const job = PushJobSchema.parse(JSON.parse(body));
  const response = await fetch(new URL('/push', options.providerUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jobId: job.jobId, user: job.user, title: job.sender, text: job.preview }),
    signal: AbortSignal.timeout(options.timeoutMs),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`the push provider answered ${response.status}: ${answer.slice(0, 200)}`);
  await pool.query(
    `insert into offline_messages (conversation_id, seq, user_name, pushed_at) values ($1, $2, $3, now())
     on conflict (conversation_id, seq, user_name)
     do update set pushed_at = coalesce(offline_messages.pushed_at, excluded.pushed_at)`,
    [job.conversationId, job.seq, job.user],
  );
}
