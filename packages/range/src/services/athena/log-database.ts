/**
 * A Postgres of its own in which queries over access logs run. It starts with the first query and holds nothing but what
 * the objects of a bucket hold.
 */
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { Address } from '../../network/loopback.ts';
import { type Database, openDatabase } from '../../postgres/database.ts';
import type { DatabaseHost } from '../../postgres/host.ts';
import type { Bucket, StoredObject } from '../s3/bucket.ts';
import { ALB_COLUMNS, albRow } from './alb-columns.ts';
import { DEFINITIONS, FUNCTION_SCHEMA } from './functions.ts';
import { lineOf, QueryError } from './query-error.ts';
import { translate } from './translate.ts';

/** A table over the objects of a bucket under a prefix. */
export interface LogTable {
  database: string;
  name: string;
  bucket: Bucket;
  prefix: string;
}

export interface QueryAnswer {
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
  scannedBytes: number;
}

export interface LogQuery {
  sql: string;
  /** Where tables are looked for that are named without one. */
  database: string;
  tables: readonly LogTable[];
  signal: AbortSignal;
}

const NAME = 'athena';
const TUNING = { maxConnections: 20, sharedBuffersMb: 16, effectiveCacheMb: 64 };
const TIMEOUT = '30min';
const ROWS_AT_ONCE = 2000;
const TYPES = { string: 'text', int: 'integer', bigint: 'bigint', double: 'double precision' };

export class LogDatabase {
  readonly #host: DatabaseHost;
  readonly #password = randomBytes(16).toString('hex');
  readonly #loaded = new Map<string, Set<string>>();
  #opening: Promise<Database> | null = null;
  #address: Address | null = null;
  #loading: Promise<unknown> = Promise.resolve();

  constructor(host: DatabaseHost) {
    this.#host = host;
  }

  /** @throws {QueryError} for what is wrong with the query */
  async run({ sql, database, tables, signal }: LogQuery): Promise<QueryAnswer> {
    const text = translate(sql);
    this.#opening ??= this.#open();
    await this.#opening;
    const loading = this.#loading.then(() => this.#session((client) => this.#load(client, tables)));
    this.#loading = loading.catch(() => {});
    const scannedBytes = await loading;
    return this.#session(async (client) => {
      const stop = () => void client.end().catch(() => {});
      signal.addEventListener('abort', stop);
      try {
        const path = [database, FUNCTION_SCHEMA].map((name) => pg.escapeIdentifier(name)).join(', ');
        await client.query(
          `BEGIN READ ONLY; SET LOCAL search_path TO ${path}, pg_catalog; SET LOCAL statement_timeout TO '${TIMEOUT}'`,
        );
        return { ...(await select(client, text)), scannedBytes };
      } catch (error) {
        throw queryError(error, { text, database });
      } finally {
        signal.removeEventListener('abort', stop);
      }
    });
  }

  async #open(): Promise<Database> {
    const database = await openDatabase({
      name: NAME,
      host: this.#host,
      tuning: TUNING,
      archived: false,
      origin: { kind: 'new', database: NAME, username: NAME, password: this.#password },
      onTarget: async (address) => {
        this.#address = address;
      },
    });
    await this.#session((client) => client.query(DEFINITIONS));
    return database;
  }

  async #session<T>(use: (client: pg.Client) => Promise<T>): Promise<T> {
    if (!this.#address) throw new SteadyError('INTERNAL', { reason: 'the database for queries is not up' });
    const login = { database: NAME, user: NAME, password: this.#password };
    const client = new pg.Client({ ...this.#address, ...login });
    client.on('error', () => {});
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.end().catch(() => {});
    }
  }

  /** Brings the tables up to what their buckets hold now; gives the bytes of those objects. */
  async #load(client: pg.Client, tables: readonly LogTable[]): Promise<number> {
    let bytes = 0;
    for (const table of tables) {
      const name = `${pg.escapeIdentifier(table.database)}.${pg.escapeIdentifier(table.name)}`;
      const keys = table.bucket.keys().filter((key) => key.startsWith(table.prefix));
      const objects = keys.flatMap((key) => table.bucket.current(key) ?? []);
      bytes += objects.reduce((sum, { content }) => sum + content.size, 0);
      const loaded = this.#loaded.get(name);
      const files = new Set(objects.map(({ content }) => content.file));
      const isAhead = loaded !== undefined && [...loaded].every((file) => files.has(file));
      if (!isAhead) await create(client, table.database, name);
      const before = isAhead ? loaded : new Set<string>();
      this.#loaded.set(name, before);
      for (const object of objects.filter(({ content }) => !before.has(content.file))) {
        await insert(client, name, await linesOf(table.bucket, object));
        before.add(object.content.file);
      }
    }
    return bytes;
  }
}

async function create(client: pg.Client, schema: string, table: string): Promise<void> {
  const columns = ALB_COLUMNS.map(([name, type]) => `${pg.escapeIdentifier(name)} ${TYPES[type]}`);
  await client.query(`CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(schema)}`);
  await client.query(`DROP TABLE IF EXISTS ${table}; CREATE TABLE ${table} (${columns.join(', ')})`);
}

async function linesOf(bucket: Bucket, object: StoredObject): Promise<string[]> {
  const text = await promisify(gunzip)(await bucket.read(object));
  return text
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
}

async function insert(client: pg.Client, table: string, lines: readonly string[]): Promise<void> {
  for (let start = 0; start < lines.length; start += ROWS_AT_ONCE) {
    const rows = JSON.stringify(lines.slice(start, start + ROWS_AT_ONCE).map(albRow));
    await client.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(null::${table}, $1)`, [rows]);
  }
}

/** Postgres' types by their numbers, as Athena names them. */
const ATHENA_TYPES: Readonly<Record<number, string>> = {
  [pg.types.builtins.INT2]: 'smallint',
  [pg.types.builtins.INT4]: 'integer',
  [pg.types.builtins.INT8]: 'bigint',
  [pg.types.builtins.FLOAT8]: 'double',
  [pg.types.builtins.NUMERIC]: 'double',
  [pg.types.builtins.BOOL]: 'boolean',
  [pg.types.builtins.DATE]: 'date',
  [pg.types.builtins.TIMESTAMP]: 'timestamp',
  [pg.types.builtins.TIMESTAMPTZ]: 'timestamp with time zone',
};

const PARSERS: Readonly<Record<number, (text: string) => string>> = {
  [pg.types.builtins.BOOL]: (text) => (text === 't' ? 'true' : 'false'),
  [pg.types.builtins.NUMERIC]: (text) => String(Number(text)),
  [pg.types.builtins.TIMESTAMPTZ]: (text) => `${millis(text.replace(/[+-][0-9:]+$/, ''))} UTC`,
  [pg.types.builtins.TIMESTAMP]: millis,
};

function millis(text: string): string {
  const [seconds = '', fraction = ''] = text.split('.');
  return `${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}

/** The extended protocol takes one statement alone. */
async function select(client: pg.Client, text: string): Promise<Pick<QueryAnswer, 'columns' | 'rows'>> {
  const types = { getTypeParser: (oid: number) => PARSERS[oid] ?? String };
  const query = { text, rowMode: 'array' as const, queryMode: 'extended', types };
  const { fields, rows } = await client.query<(string | null)[]>(query);
  return {
    columns: fields.map(({ name, dataTypeID }) => ({ name, type: ATHENA_TYPES[dataTypeID] ?? 'varchar' })),
    rows,
  };
}

/** What Postgres says, in Trino's words where they are known. */
function queryError(error: unknown, { text, database }: { text: string; database: string }): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const { code, message, position } = error;
  const at = position === undefined ? '' : `${lineOf(text, Number(position) - 1)}: `;
  const name = /"([^"]+)"/.exec(message)?.[1] ?? /column (\S+)/.exec(message)?.[1] ?? '';
  if (code === '42703') return new QueryError('COLUMN_NOT_FOUND', `${at}Column '${name}' cannot be resolved`);
  if (code === '42P01') {
    const table = name.includes('.') ? name : `${database}.${name}`;
    return new QueryError('TABLE_NOT_FOUND', `${at}Table 'awsdatacatalog.${table}' does not exist`);
  }
  if (code === '42601')
    return new QueryError('SYNTAX_ERROR', `${at}${message.replace('syntax error at or near', 'mismatched input')}`);
  if (code === '42883' || code === '42804') return new QueryError('TYPE_MISMATCH', `${at}${message}`);
  if (code === '22012') return new QueryError('DIVISION_BY_ZERO', 'Division by zero');
  return new QueryError('GENERIC_INTERNAL_ERROR', `${at}${message}`);
}
