/** Brings all rows of one database into another of the same schema, and proves that they are the same. */
import { rm } from 'node:fs/promises';
import pg from 'pg';

export interface CopiedTable {
  table: string;
  rows: number;
  /** Counted from 1. */
  nth: number;
  of: number;
}

export interface CopyOptions {
  /** The session of the database that is read. */
  old: pg.Client;
  /** The session of the one that is filled. */
  fresh: pg.Client;
  /** Where both servers can write; each table passes through it. */
  file: string;
  onTable(copied: CopiedTable): void;
}

interface Table {
  /** With its schema, quoted. */
  name: string;
  /** Without generated ones; quoted. */
  columns: string[] | null;
}

const TABLES = `
  SELECT c.oid::regclass::text AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_attribute a
      ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  GROUP BY c.oid ORDER BY 1`;

const SEQUENCES = `
  SELECT c.oid::regclass::text AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'S' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'`;

/** One value has one text in both servers, and names have their schema. */
const SESSION = `
  SET search_path = ''; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
  SET extra_float_digits = 1; SET bytea_output = 'hex'; SET xmloption = 'content'; SET row_security = off`;

export async function prepareSession(client: pg.Client): Promise<void> {
  await client.query(SESSION);
}

/**
 * In one transaction, in which neither triggers run nor references are checked: what comes is exactly what was. Resolves
 * with what differs afterwards, and null when nothing does.
 */
export async function copyRows({ old, fresh, file, onTable }: CopyOptions): Promise<string | null> {
  const { rows: tables } = await old.query<Table>(TABLES);
  await fresh.query('BEGIN');
  await fresh.query('SET LOCAL session_replication_role = replica');
  if (tables.length > 0) await fresh.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
  for (const [index, table] of tables.entries()) {
    await copyTable(table, { old, fresh, file });
    const [before, after] = await Promise.all([old, fresh].map((client) => fingerprintOf(client, table)));
    if (before === undefined || before.sum !== after?.sum || before.rows !== after.rows) {
      return `${table.name} has ${before?.rows} rows with checksum ${before?.sum}, and its copy ${after?.rows} with ${after?.sum}`;
    }
    onTable({ table: table.name, rows: Number(before.rows), nth: index + 1, of: tables.length });
  }
  await copySequences(old, fresh);
  await fresh.query('COMMIT');
  await fresh.query('ANALYZE');
  return null;
}

async function copyTable({ name, columns }: Table, { old, fresh, file }: Omit<CopyOptions, 'onTable'>): Promise<void> {
  if (columns === null) return;
  const path = pg.escapeLiteral(file);
  const list = columns.join(', ');
  try {
    await old.query(`COPY (SELECT ${list} FROM ONLY ${name}) TO ${path} (ENCODING 'UTF8')`);
    await fresh.query(`COPY ${name} (${list}) FROM ${path} (ENCODING 'UTF8')`);
  } finally {
    await rm(file, { force: true });
  }
}

/** Of all columns, generated ones too, in whatever order the rows lie: the sum of 64 bits of each row's MD5. */
async function fingerprintOf(client: pg.Client, { name }: Table): Promise<{ rows: string; sum: string } | undefined> {
  const { rows } = await client.query<{ rows: string; sum: string }>(
    `SELECT count(*)::text AS rows, coalesce(sum(('x' || left(md5((t.*)::text), 16))::bit(64)::bigint), 0)::text AS sum
     FROM ONLY ${name} AS t`,
  );
  return rows[0];
}

async function copySequences(old: pg.Client, fresh: pg.Client): Promise<void> {
  const { rows: sequences } = await old.query<{ name: string }>(SEQUENCES);
  for (const { name } of sequences) {
    const { rows } = await old.query(`SELECT last_value, is_called FROM ${name}`);
    await fresh.query('SELECT setval($1::regclass, $2, $3)', [name, rows[0]?.last_value, rows[0]?.is_called]);
  }
}
