import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';

/** One statement: what it gives are the rows. Rejects with DATABASE_FAILED. */
export interface Queries {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
}

export interface Database extends Queries {
  /** All or nothing; `isolation` as in `BEGIN`. */
  transaction<T>(isolation: 'READ COMMITTED' | 'REPEATABLE READ', work: (queries: Queries) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A laptop's pool: a run needs one connection at a time, a look from beside it another. */
const CONNECTIONS_MAX = 8;
const CONNECT_MS = 10_000;
/** Nothing here takes a second; a statement that hangs must not hang the run. */
const STATEMENT_MS = 30_000;

export function connectDatabase(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 1000,
    keepAlive: true,
    application_name: 'steadyhand',
  });
  // A connection that is cut while idle is replaced at the next query; one that is in use fails its own.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const queriesOn = (client: pg.Pool | pg.PoolClient): Queries => ({
    async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) {
      try {
        return (await client.query<Row>(text, values)).rows;
      } catch (error) {
        throw databaseError(error);
      }
    },
  });
  return {
    ...queriesOn(pool),
    async transaction(isolation, work) {
      const client = await pool.connect().catch((error: unknown) => {
        throw databaseError(error);
      });
      const queries = queriesOn(client);
      try {
        await queries.query(`BEGIN ISOLATION LEVEL ${isolation}`);
        const result = await work(queries);
        await queries.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        // Ends the connection, and the transaction with it, whatever state they are in.
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}

function databaseError(error: unknown): SteadyError {
  // Node's error for a name with several addresses has no message of its own.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  const reason = first instanceof Error ? first.message : String(first);
  return new SteadyError('DATABASE_FAILED', { reason }, { cause: error });
}
