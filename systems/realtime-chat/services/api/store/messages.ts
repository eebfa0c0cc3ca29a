import type { Pool } from 'pg';
import type { Message } from '../../common/events.ts';

export interface NewMessage {
  id: string;
  conversationId: string;
  sender: string;
  body: string;
}

const COLUMNS = `id, conversation_id as "conversationId", seq, sender, body,
  to_char(sent_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "sentAt"`;
const UNIQUE_VIOLATION = '23505';

/**
 * Stores a message under the conversation's next number. Resolves to null, with nothing stored and no number used,
 * when a message of this id is there already or the sender is not a member.
 */
export async function addMessage(pool: Pool, message: NewMessage): Promise<Message | null> {
  const { conversationId, id, sender, body } = message;
  try {
    const { rows } = await pool.query<Message>(
      `with next as (
         update conversations set last_seq = last_seq + 1
         where id = $1
           and exists (select from members where conversation_id = $1 and user_name = $3)
           and not exists (select from messages where conversation_id = $1 and id = $2)
         returning last_seq)
       insert into messages (conversation_id, seq, id, sender, body)
       select $1, last_seq, $2, $3, $4 from next
       returning ${COLUMNS}`,
      [conversationId, id, sender, body],
    );
    return rows[0] ?? null;
  } catch (error) {
    // The same post twice at the same time: the second one's statement, number included, is undone.
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return null;
    throw error;
  }
}

export async function findMessage(pool: Pool, conversationId: string, id: string): Promise<Message | undefined> {
  const { rows } = await pool.query<Message>(`select ${COLUMNS} from messages where conversation_id = $1 and id = $2`, [
    conversationId,
    id,
  ]);
  return rows[0];
}

export interface Page {
  after?: number | undefined;
  before?: number | undefined;
  limit: number;
}

/** Oldest first: those right after `after`, or the latest ones before `before`, or the latest of all. */
export async function listMessages(pool: Pool, conversationId: string, page: Page): Promise<Message[]> {
  const forward = page.after !== undefined;
  const { rows } = await pool.query<Message>(
    `select ${COLUMNS} from messages
     where conversation_id = $1 and seq ${forward ? '>' : '<'} $2
     order by seq ${forward ? 'asc' : 'desc'} limit $3`,
    [conversationId, forward ? page.after : (page.before ?? 2_147_483_647), page.limit],
  );
  return forward ? rows : rows.reverse();
}
