/** What is asked each second reads no row of what has ended, whatever Postgres knows about the tables. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimRun } from './claims.ts';
import { connectDatabase, type Database, type Queries } from './database.ts';
import { selectMessages } from './messages.ts';
import { countChanges, selectEventsAfter, selectHead } from './record-rows.ts';
import { openStore } from './store.ts';
import { startTestDatabase, type TestDatabase } from './testing-store.ts';

let server: TestDatabase;
let database: Database;

beforeAll(async () => {
  server = await startTestDatabase();
  await (await openStore(server)).close();
  database = connectDatabase(server.url);
  await database.query(`
    INSERT INTO steadyhand.run (id, runbook_path, runbook_revision, runbook_text, procedure_id, environment, mode, params,
      requested_by, status, waiting_for)
    SELECT n::text, 'RUNBOOK.md', 'r', '', 'scale', 'prod', 'run', '{}', 'ann',
      CASE WHEN n <= 1000 THEN 'waiting' ELSE 'done' END, CASE WHEN n <= 1000 THEN '{"id": "q1"}'::jsonb END
    FROM generate_series(1, 101000) AS n`);
  await database.query(`
    INSERT INTO steadyhand.event (run_id, seq, epoch, body, body_hash, prev_hash, hash)
    SELECT (1 + n / 10)::text, n % 10, 1, jsonb_build_object('type', 'command-intent', 'at', n,
      'verdict', 'run', 'effect', CASE WHEN n % 10 = 0 THEN 'change' ELSE 'read' END), '', '', ''
    FROM generate_series(0, 99999) AS n`);
  await database.query(`
    INSERT INTO steadyhand.message (run_id, arrival, id, kind, body)
    SELECT (n % 1000 + 1)::text, n, n::text, 'note', '{}' FROM generate_series(1, 20000) AS n`);
});
afterAll(async () => {
  await database?.close();
  await server?.end();
});

interface Node {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Node[];
}

/** The ways in which a question reads tables: the names of indices, and what is no index. */
async function reads(ask: (queries: Queries) => Promise<unknown>): Promise<Set<string>> {
  const found = new Set<string>();
  const visit = (node: Node) => {
    if (/Scan|Sort/.test(node['Node Type'])) found.add(node['Index Name'] ?? node['Node Type']);
    node.Plans?.forEach(visit);
  };
  const explaining: Queries = {
    async query(text, values) {
      const rows = await database.query(`EXPLAIN (FORMAT JSON) ${text}`, values);
      visit(rows[0]?.['QUERY PLAN'][0].Plan);
      return [];
    },
  };
  await ask(explaining);
  return found;
}

const worker = { worker: 'w', environments: ['prod', 'staging'], leaseMs: 1000 };

test.each(['before', 'after'])('%s the tables were analysed', async (when) => {
  if (when === 'after') await database.query('ANALYZE');
  expect(await reads((queries) => claimRun(queries, null, worker))).toEqual(new Set(['run_due', 'run_pkey']));
  expect(await reads((queries) => claimRun(queries, '7', worker))).toEqual(new Set(['run_pkey']));
  expect(await reads((queries) => countChanges(queries, 'prod', 99_000))).toContain('event_change');
  for (const select of [
    selectMessages,
    selectHead,
    (queries: Queries, id: string) => selectEventsAfter(queries, id, 3),
  ]) {
    expect(await reads((queries) => select(queries, '7'))).not.toContain('Seq Scan');
  }
});
