import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hold } from '../store/hold.ts';
import { type RunSettings, RunSettingsSchema } from '../store/record.ts';
import type { Run } from '../store/run-rows.ts';
import type { Store } from '../store/store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing-store.ts';
import { createIdentityProgram } from '../test-kit.ts';
import {
  BEN,
  lifeOptions,
  live,
  openQuestion,
  startRun,
  systemOf,
  TWO_CHANGES,
  type World,
  worldIn,
} from './testing-lives.ts';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
}, 60_000);
afterAll(() => database.end());

function world(changes: Partial<World> = {}): World {
  return worldIn(store, changes);
}
/** As a worker that says nothing more. */
async function claim(run: Run, leaseMs: number): Promise<Hold> {
  const claimed = await store.claim(run.id, { worker: 'dead', environments: [run.environment], leaseMs });
  return { runId: run.id, epoch: claimed?.epoch ?? -1 };
}

function settingsOf(run: Run): RunSettings {
  return RunSettingsSchema.parse(run.settings);
}

const grants = { grants: ['change'] as const };

describe('an order outlives the death of who took it', () => {
  test.each(['cancel', 'pause'] as const)('%s', async (kind) => {
    const shop = world();
    const run = await startRun(shop, grants);
    const hold = await claim(run, 1);
    const journal = await store.journal(hold);
    await journal.append({
      type: 'run-started',
      runId: run.id,
      at: Date.now(),
      runbook: 'RUNBOOK.md',
      revision: run.runbook.revision,
      procedureId: 'incidents/backlog',
      environment: run.environment,
      account: '111122223333',
      region: shop.region,
      mode: 'run',
      by: 'x',
    });
    await journal.append({
      type: 'run-ordered',
      runId: run.id,
      at: Date.now(),
      order: kind,
      by: 'ben',
      reason: 'stop it',
      messageId: 'm',
    });
    await wait(20);
    const report = await live(shop, run);
    expect(shop.state.get('rest')).toBeUndefined();
    expect(report).toMatchObject({ state: kind === 'cancel' ? 'cancelled' : 'paused' });
  });
});

test('who resumes a waiting run with the wrong credentials does not end it', async () => {
  const shop = world();
  const run = await startRun(shop);
  await live(shop, run);
  const question = await openQuestion(shop, run);
  await expect(live({ ...shop, programs: [createIdentityProgram('999999999999')] }, run)).rejects.toMatchObject({
    code: 'ENVIRONMENT_MISMATCH',
  });
  expect(await store.run(run.id)).toMatchObject({ status: 'waiting', waitingFor: { id: question.id } });
  expect(await store.locks()).toContainEqual(expect.objectContaining({ runId: run.id }));
});

test('a run that is claimed while the worker ends is given back', async () => {
  const shop = world();
  const run = await startRun(shop, grants);
  const yielding = AbortSignal.abort();
  await live(shop, run, { yielding });
  expect(shop.state.get('rest')).toBeUndefined();
  expect(await store.run(run.id)).toMatchObject({ status: 'ready' });
});

test('a run of no step at all is not done', async () => {
  const shop = world();
  const run = await startRun(shop, { ...grants });
  const other = await store.createRun({
    ...run,
    id: randomUUID(),
    settings: { ...settingsOf(run), phases: ['rollback'] },
  });
  const report = await live(shop, other).catch((error: unknown) => error);
  expect(report).not.toMatchObject({ state: 'done' });
});

test('a run that kills whoever takes it is given up', async () => {
  const shop = world();
  const run = await startRun(shop, grants);
  const dead = { type: 'taken-over', runId: run.id, at: Date.now(), worker: 'dead', epoch: 1 } as const;
  await store.annotate(run.id, [dead, dead, dead, dead, dead]);
  expect(await live(shop, run, { yielding: new AbortController().signal })).toMatchObject({
    state: 'failed',
    note: expect.stringContaining('given up'),
  });
  expect(shop.state.get('rest')).toBeUndefined();
  await store.setStatus(run.id, { from: ['failed'], to: 'ready' });
  expect(await live(shop, run)).toMatchObject({ state: 'done' });
});

test('what binds a secret is not kept with the run, and comes from where it runs', async () => {
  const shop = world({ markdown: TWO_CHANGES.replace('world set rest 5', 'world set rest "$API_TOKEN"') });
  const fresh = await startRun(shop, grants);
  const full = {
    ...systemOf(fresh),
    parameters: { API_TOKEN: 'hunter2hunter', DB: { value: 'postgres://u:hunter3hunter@db/x' }, PLAIN: 'seen' },
  };
  const run = await store.createRun({ ...fresh, id: randomUUID(), settings: { ...settingsOf(fresh), system: full } });
  const rows = JSON.stringify(await database.query('SELECT settings FROM steadyhand.run WHERE id = $1', [run.id]));
  expect(rows).not.toMatch(/hunter[23]/);
  expect(rows).toContain('seen');
  const options = lifeOptions(shop);
  const prepare = async (it: typeof run) => ({ ...(await options.prepare(it)), system: full });
  expect(await live(shop, run, { prepare })).toMatchObject({ state: 'done' });
  expect(shop.state.get('rest')).toBe('hunter2hunter');
  expect(await store.verifyRun(run.id)).toMatchObject({ ok: true });
});

test('a run that a terminal will carry out is not for workers', async () => {
  const shop = world();
  const fresh = await startRun(shop, grants);
  const run = await store.createRun(
    { ...fresh, id: randomUUID(), environment: `e-${randomUUID()}`, settings: null },
    'paused',
  );
  expect(await store.claim(null, { worker: 'w', environments: [run.environment], leaseMs: 1000 })).toBeNull();
  expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
});

test('an order for a run that nobody here can begin does not make it be claimed without end', async () => {
  const shop = world({ programs: [createIdentityProgram('999999999999')] });
  const run = await startRun(shop);
  const hold = await claim(run, 1000);
  await store.send({
    id: 'c',
    runId: run.id,
    order: { kind: 'cancel', reason: '' },
    by: BEN,
    sentAt: Date.now(),
    signature: null,
  });
  await store.release(hold, { status: 'waiting', waitingFor: { problem: 'x' }, wakeAt: Date.now() + 30_000 });
  expect(await store.run(run.id)).toMatchObject({ status: 'waiting' });
});
