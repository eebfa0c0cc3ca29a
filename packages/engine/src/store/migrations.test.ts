import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectDatabase, type Queries } from './database.ts';
import { verifyExport } from './export.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import type { NewRun } from './record.ts';
import { openStore } from './store.ts';
import { newRun, outcome, startTestDatabase, type TestDatabase } from './testing-store.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database?.end());

/** What the release with schema version 1 exported of a run that two workers had carried out. */
const lines = readFileSync(new URL('../../fixtures/record-of-schema-1.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');
const head = { seq: 6, hash: 'db450915f2ea249be6c05be70117fd27a0eb7109e0a26a8f81e408cb1d3fd8f1' };

/** The rows as that release wrote them. */
async function insertAll(queries: Queries): Promise<string> {
  const ofKind = (kind: string) => lines.map((line) => JSON.parse(line)).filter((line) => line.kind === kind);
  const run: NewRun = ofKind('run')[0].run;
  const { path, revision, text } = run.runbook;
  await queries.query(
    `INSERT INTO steadyhand.run (id, runbook_path, runbook_revision, runbook_text, procedure_id, environment, mode, params,
       requested_by, status, epoch, wake_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 4, to_timestamp(1))`,
    [run.id, path, revision, text, run.procedureId, run.environment, run.mode, run.params, run.requestedBy],
  );
  for (const { seq, epoch, body, bodyHash, prevHash, hash } of ofKind('event')) {
    await queries.query(
      `INSERT INTO steadyhand.event (run_id, seq, epoch, body, body_hash, prev_hash, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [run.id, seq, epoch, JSON.stringify(body), bodyHash, prevHash, hash],
    );
  }
  for (const { hash, content } of ofKind('text')) {
    await queries.query(`INSERT INTO steadyhand.blob (run_id, hash, content) VALUES ($1, $2, decode($3, 'base64'))`, [
      run.id,
      hash,
      content,
    ]);
  }
  for (const { seq, hash } of ofKind('anchor')) {
    await queries.query('INSERT INTO steadyhand.anchor (run_id, seq, hash) VALUES ($1, $2, $3)', [run.id, seq, hash]);
  }
  return run.id;
}

test('a run of version 1 verifies after the migration, and goes on', async () => {
  await database.query('CREATE DATABASE older');
  const url = database.url.replace('/postgres?', '/older?');
  const older = connectDatabase(url);
  try {
    await migrate(older, MIGRATIONS.slice(0, 1));
    const id = await insertAll(older);
    const store = await openStore({ url });
    try {
      expect(await store.verifyRun(id, { anchors: [head] })).toEqual({ ok: true, problems: [], head, pruned: 0 });
      const claim = await store.claim(null, { worker: 'w3', environments: ['prod'], leaseMs: 60_000 });
      expect(claim?.run).toMatchObject({ id, settings: null, epoch: 5 });
      const journal = await store.journal({ runId: id, epoch: 5 });
      expect(await journal.events()).toHaveLength(7);
      await journal.append({ ...outcome(id, 2), state: 'unknown' });
      expect(await store.verifyRun(id, { anchors: [head] })).toMatchObject({ ok: true, head: { seq: 7 } });
      expect(verifyExport(await store.exportRun(id), [head])).toMatchObject({ ok: true, head: { seq: 7 } });
    } finally {
      await store.close();
    }
  } finally {
    await older.close();
  }
});

test('its export verifies', () => {
  expect(verifyExport(lines, [head])).toEqual({ ok: true, problems: [], head, pruned: 0 });
  const granted = lines.map((line) =>
    line.replace('"requestedBy":"ann"', '"requestedBy":"ann","settings":{"readOnly":false}'),
  );
  expect(verifyExport(granted).problems).toMatchObject([{ seq: null, kind: 'changed' }]);
});

test('the settings of a run are kept as they were given', async () => {
  const store = await database.openStore();
  const settings: NewRun['settings'] = {
    system: {
      system: 'shop',
      runbook: 'RUNBOOK.md',
      people: { ann: { role: 'approver', key: 'ed25519:AAAA' } },
      environments: {},
      parameters: {},
      procedures: {},
      steadyState: { health: [] },
    },
    grants: ['read', 'change'],
    readOnly: false,
    requester: { name: 'ann', source: 'aws', arn: 'arn:aws:iam::123456789012:user/ann' },
    phases: ['resolve'],
  };
  const { id } = await store.createRun(newRun({ settings }));
  expect((await store.run(id)).settings).toEqual(settings);
  expect((await store.listRuns()).find((run) => run.id === id)).not.toHaveProperty('settings');
  await store.annotate(id, [{ type: 'note', runId: id, at: 1, stepId: null, text: 'n', by: 'ann' }]);
  expect(verifyExport(await store.exportRun(id))).toMatchObject({ ok: true });
  await database.query(`UPDATE steadyhand.run SET settings = jsonb_set(settings, '{readOnly}', 'true') WHERE id = $1`, [
    id,
  ]);
  expect((await store.verifyRun(id)).problems).toMatchObject([{ seq: null, kind: 'changed' }]);
});
