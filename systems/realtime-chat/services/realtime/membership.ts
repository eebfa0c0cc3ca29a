import type { Pool } from 'pg';

export async function isUser(pool: Pool, name: string): Promise<boolean> {
  const { rowCount } = await pool.query('select from users where name = $1', [name]);
  return rowCount === 1;
}

export async function conversationsOf(pool: Pool, user: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>('select conversation_id as id from members where user_name = $1', [
    user,
  ]);
  return rows.map((row) => row.id);
}

export interface Place {
  conversationId: string;
  seq: number;
}

/** Notes that all messages up to `seq` reached the user; resolves to whether that was news. */
export async function noteDelivered(pool: Pool, user: string, place: Place): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update members m set delivered_seq = $3 from conversations c
     where m.conversation_id = $1 and m.user_name = $2 and m.delivered_seq < $3
       and c.id = m.conversation_id and c.last_seq >= $3`,
    [place.conversationId, user, place.seq],
  );
  if (rowCount !== 1) return false;
  await pool.query(
    `update offline_messages set delivered_at = now()
     where user_name = $1 and delivered_at is null and conversation_id = $2 and seq <= $3`,
    [user, place.conversationId, place.seq],
  );
  return true;
}
