import type { Pool } from 'pg';

export interface Conversation {
  id: string;
  title: string;
  lastSeq: number;
  members: number;
}

export interface Member {
  user: string;
  /** Every message up to this one has reached a socket of the user's. */
  deliveredSeq: number;
}

const SELECT = `
  select c.id, c.title, c.last_seq as "lastSeq", count(m.user_name)::int as members
  from conversations c left join members m on m.conversation_id = c.id`;

/** Newest first; those of one user when `user` is given. */
export async function listConversations(pool: Pool, limit: number, user?: string): Promise<Conversation[]> {
  const { rows } = await pool.query<Conversation>(
    `${SELECT}
     where $1::text is null or c.id in (select conversation_id from members where user_name = $1)
     group by c.id order by c.created_at desc, c.id limit $2`,
    [user ?? null, limit],
  );
  return rows;
}

export async function findConversation(pool: Pool, id: string): Promise<Conversation | undefined> {
  const { rows } = await pool.query<Conversation>(`${SELECT} where c.id = $1 group by c.id`, [id]);
  return rows[0];
}

/** All users must exist. */
export async function addConversation(pool: Pool, title: string, users: readonly string[]): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `with made as (insert into conversations (title) values ($1) returning id),
          joined as (insert into members (conversation_id, user_name)
                     select made.id, name from made, unnest($2::text[]) as name)
     select id from made`,
    [title, users],
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('the database returned no id for a new conversation');
  return id;
}

/** Resolves to whether the user was not yet a member. Both must exist. */
export async function addMember(pool: Pool, conversationId: string, user: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    'insert into members (conversation_id, user_name) values ($1, $2) on conflict do nothing',
    [conversationId, user],
  );
  return rowCount === 1;
}

export async function listMembers(pool: Pool, conversationId: string): Promise<Member[]> {
  const { rows } = await pool.query<Member>(
    `select user_name as user, delivered_seq as "deliveredSeq" from members
     where conversation_id = $1 order by user_name`,
    [conversationId],
  );
  return rows;
}
