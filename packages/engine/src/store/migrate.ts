import { SteadyError } from '@steadyhand/contracts';
import type { Database, Queries } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

/** The number is Steadyhand's among the advisory locks of a database. */
const LOCK = 5_834_119_170;
const POSTGRES_NEEDED = 14;

/**
 * Brings the schema to the version of this code; several processes may do so at once. Rejects with DATABASE_NEWER when
 * newer code has been here, and with DATABASE_TOO_OLD when the server is.
 */
export async function migrate(database: Database, migrations: readonly string[] = MIGRATIONS): Promise<void> {
  await checkServer(database);
  if ((await currentVersion(database, migrations.length)) === migrations.length) return;
  await database.transaction('READ COMMITTED', async (queries) => {
    await queries.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const current = await currentVersion(queries, migrations.length);
    if (current === 0) {
      await queries.query('CREATE SCHEMA IF NOT EXISTS steadyhand');
      await queries.query(`CREATE TABLE steadyhand.migration (
        version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`);
    }
    for (const [index, sql] of [...migrations.entries()].slice(current)) {
      await queries.query(sql);
      await queries.query('INSERT INTO steadyhand.migration (version) VALUES ($1)', [index + 1]);
    }
  });
}

async function checkServer(queries: Queries): Promise<void> {
  const [row] = await queries.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  const version = row?.version ?? '';
  if (Number.parseInt(version, 10) < POSTGRES_NEEDED) {
    throw new SteadyError('DATABASE_TOO_OLD', { version, needed: String(POSTGRES_NEEDED) });
  }
}

/**
 * 0 before the first. The catalogue is read as a table: `to_regclass` may answer from a cache that waiting for an
 * advisory lock does not renew.
 */
export async function currentVersion(queries: Queries, known: number): Promise<number> {
  const [table] = await queries.query<{ exists: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'steadyhand' AND tablename = 'migration') AS exists`,
  );
  if (!table?.exists) return 0;
  const [row] = await queries.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM steadyhand.migration',
  );
  const version = row?.version ?? 0;
  if (version > known) throw new SteadyError('DATABASE_NEWER', { found: String(version), known: String(known) });
  return version;
}
