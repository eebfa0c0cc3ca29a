/** The database's tables. A migration, once released, is never edited: add another. */
import type { Pool } from 'pg';

const MIGRATIONS = [
  `
  create table users (
    name text primary key,
    created_at timestamptz not null default now()
  );
  create table conversations (
    id uuid primary key default gen_random_uuid(),
    title text not null,
    last_seq integer not null default 0,
    created_at timestamptz not null default now()
  );
  create table members (
    conversation_id uuid not null references conversations,
    user_name text not null references users,
    -- Every message up to this one has reached a socket of the user's.
    delivered_seq integer not null default 0,
    joined_at timestamptz not null default now(),
    primary key (conversation_id, user_name)
  );
  create index members_by_user on members (user_name);
  create table messages (
    conversation_id uuid not null references conversations,
    seq integer not null,
    id uuid not null,
    sender text not null references users,
    body text not null,
    sent_at timestamptz not null default now(),
    primary key (conversation_id, seq),
    unique (conversation_id, id)
  );
  create table offline_messages (
    conversation_id uuid not null,
    seq integer not null,
    user_name text not null references users,
    stored_at timestamptz,
    pushed_at timestamptz,
    delivered_at timestamptz,
    primary key (conversation_id, seq, user_name),
    foreign key (conversation_id, seq) references messages
  );
  create index offline_messages_waiting on offline_messages (user_name) where delivered_at is null;
  insert into conversations (title) values ('lobby');
  `,
];

/** Any constant will do; it only has to be the same in every task. */
const LOCK = 7_023_001;

/** Brings the database up to date; tasks that start together take turns. Resolves to how many migrations ran. */
export async function migrate(pool: Pool): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query('create table if not exists schema_version (version integer primary key)');
    const { rows } = await client.query<{ version: number }>(
      'select coalesce(max(version), 0) as version from schema_version',
    );
    const current = rows[0]?.version ?? 0;
    const missing = MIGRATIONS.slice(current);
    for (const [index, sql] of missing.entries()) {
      await client.query(sql);
      await client.query('insert into schema_version values ($1)', [current + index + 1]);
    }
    await client.query('commit');
    return missing.length;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
