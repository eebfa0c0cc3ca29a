import type { Pool } from 'pg';

/** Resolves to whether the user is new. */
export async function addUser(pool: Pool, name: string): Promise<boolean> {
  const { rowCount } = await pool.query('insert into users (name) values ($1) on conflict do nothing', [name]);
  return rowCount === 1;
}

/** Those of `names` that are not users. */
export async function unknownUsers(pool: Pool, names: readonly string[]): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    'select wanted.name from unnest($1::text[]) as wanted(name) left join users using (name) where users.name is null',
    [names],
  );
  return rows.map((row) => row.name);
}
