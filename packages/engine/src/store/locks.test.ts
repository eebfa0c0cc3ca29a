import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectDatabase } from './database.ts';
import type { Hold } from './hold.ts';
import { takeLocks } from './locks.ts';
import type { Store } from './store.ts';
import { claimedRun, newRun, startTestDatabase, type TestDatabase } from './testing-store.ts';

let database: TestDatabase;
let store: Store;
let other: Store;

beforeAll(async () => {
  database = await startTestDatabase();
  [store, other] = await Promise.all([database.openStore(), database.openStore()]);
});
afterAll(() => database?.end());

/** One of its own for each test. */
const newScope = () => `${newRun().id}/eu-west-1`;
const resourcesOf = async (hold: Hold) =>
  (await store.locks()).filter(({ runId }) => runId === hold.runId).map(({ resource }) => resource);

describe('locks', () => {
  test('are taken all or none; who has one is told', async () => {
    const scope = newScope();
    const [first, second] = await Promise.all([claimedRun(store), claimedRun(store)]);
    expect(await store.takeLocks(first, scope, ['ecs:service/web', 'sqs:queue/push'])).toBe(null);
    const holder = await other.takeLocks(second, scope, ['rds:db/main', 'sqs:queue/push', 'ecs:service/api']);
    const { createdAt } = await store.run(first.runId);
    expect(holder).toEqual({
      resource: 'sqs:queue/push',
      runId: first.runId,
      procedureId: 'scale',
      requestedBy: 'ann',
      since: expect.any(Number),
    });
    expect(holder?.since).toBeGreaterThanOrEqual(createdAt);
    expect(await resourcesOf(second)).toEqual([]);
    expect(await other.takeLocks(second, scope, ['rds:db/main', 'ecs:service/api'])).toBe(null);
    const held = (await store.locks()).filter((lock) => lock.scope === scope);
    expect(held.map(({ resource, runId }) => [resource, runId])).toEqual([
      ['ecs:service/api', second.runId],
      ['ecs:service/web', first.runId],
      ['rds:db/main', second.runId],
      ['sqs:queue/push', first.runId],
    ]);
  });

  test('of another scope are others; what the run has already is its own', async () => {
    const [first, second] = await Promise.all([claimedRun(store), claimedRun(store)]);
    const scope = newScope();
    expect(await store.takeLocks(first, scope, ['a', 'a'])).toBe(null);
    expect(await other.takeLocks(second, newScope(), ['a'])).toBe(null);
    expect(await store.takeLocks(first, scope, ['a', 'b'])).toBe(null);
    expect(await store.takeLocks(first, scope, [])).toBe(null);
    expect(await resourcesOf(first)).toEqual(['a', 'b']);
  });

  test('are for who holds the run', async () => {
    const hold = await claimedRun(store);
    await store.release(hold, { status: 'ready' });
    const late = store.takeLocks(hold, newScope(), ['a']);
    await expect(late).rejects.toMatchObject({ code: 'RUN_FENCED', params: { id: hold.runId } });
    expect(await resourcesOf(hold)).toEqual([]);
  });

  test('C2: go with the end of the run, whoever ends it, and only then', async () => {
    for (const end of ['release', 'setStatus'] as const) {
      const scope = newScope();
      let hold = await claimedRun(store);
      const { runId } = hold;
      const { environment } = await store.run(runId);
      await store.takeLocks(hold, scope, ['a', 'b', 'c']);
      for (const status of ['waiting', 'paused', 'ready'] as const) {
        await store.release(hold, { status });
        expect(await resourcesOf(hold)).toEqual(['a', 'b', 'c']);
        const claim = await store.claim(runId, { worker: 'w', environments: [environment], leaseMs: 60_000 });
        hold = { runId, epoch: claim?.epoch ?? 0 };
        expect(await store.takeLocks(hold, scope, ['b', 'c'])).toBe(null);
      }
      expect(await store.setStatus(runId, { from: ['paused'], to: 'cancelled' })).toBe(false);
      expect(await resourcesOf(hold)).toEqual(['a', 'b', 'c']);
      if (end === 'release') await store.release(hold, { status: 'failed' });
      else await store.setStatus(runId, { from: ['running'], to: 'cancelled' });
      expect(await resourcesOf(hold)).toEqual([]);
    }
  });
});

describe('at the same time', () => {
  test('runs that want some of the same neither block each other nor share any', async () => {
    const scope = newScope();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    for (let round = 0; round < 20; round++) {
      const holds = await Promise.all(Array.from({ length: 6 }, () => claimedRun(store)));
      // Each wants three of six, in an order of its own, so that any two want something in common or do not.
      const wanted = holds.map((_, index) =>
        [0, 1, 2].map((n) => names[(index * (round + 1) + n * (index + 1)) % names.length] ?? ''),
      );
      const given = await Promise.all(
        holds.map((hold, index) => (index % 2 ? store : other).takeLocks(hold, scope, wanted[index] ?? [])),
      );
      const winners = holds.filter((_, index) => given[index] === null);
      expect(winners.length).toBeGreaterThan(0);
      const taken = await Promise.all(winners.map(resourcesOf));
      expect(taken).toEqual(winners.map((hold) => [...new Set(wanted[holds.indexOf(hold)])].sort()));
      expect(new Set(taken.flat()).size).toBe(taken.flat().length);
      const lost = holds.filter((_, index) => given[index] !== null);
      expect((await Promise.all(lost.map(resourcesOf))).flat()).toEqual([]);
      await Promise.all(holds.map((hold) => store.release(hold, { status: 'done' })));
    }
  });

  test('a run that is ended while it takes one keeps none', async () => {
    const hold = await claimedRun(store);
    const scope = newScope();
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    try {
      // The lock is about to be another's, so that taking it waits, and ending the run waits for the taking.
      const { runId } = await claimedRun(store);
      await blocker.query('BEGIN');
      await blocker.query('INSERT INTO steadyhand.lock (scope, resource, run_id) VALUES ($1, $2, $3)', [
        scope,
        'b',
        runId,
      ]);
      const taking = store.takeLocks(hold, scope, ['a', 'b']);
      await waiters(1);
      const ending = other.setStatus(hold.runId, { from: ['running'], to: 'cancelled' });
      await waiters(2);
      await blocker.query('ROLLBACK');
      expect(await taking).toBe(null);
      expect(await ending).toBe(true);
    } finally {
      await blocker.end();
    }
    expect(await resourcesOf(hold)).toEqual([]);
  });

  test('one that goes while another waits for it is had by the other', async () => {
    const scope = newScope();
    const [first, second] = await Promise.all([claimedRun(store), claimedRun(store)]);
    await store.takeLocks(first, scope, ['b']);
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    try {
      await blocker.query('BEGIN');
      await blocker.query('DELETE FROM steadyhand.lock WHERE scope = $1', [scope]);
      const taking = store.takeLocks(second, scope, ['a', 'b', 'c']);
      await waiters(1);
      await blocker.query('COMMIT');
      expect(await taking).toBe(null);
    } finally {
      await blocker.end();
    }
    expect(await resourcesOf(second)).toEqual(['a', 'b', 'c']);
  });

  test('one that goes between two looks is had', async () => {
    const scope = newScope();
    const [first, second] = await Promise.all([claimedRun(store), claimedRun(store)]);
    await store.takeLocks(first, scope, ['b']);
    const connection = connectDatabase(database.url);
    try {
      const taken = await connection.transaction('READ COMMITTED', (queries) =>
        takeLocks(
          {
            async query(text, values) {
              const rows = await queries.query(text, values);
              await store.setStatus(first.runId, { from: ['running'], to: 'cancelled' });
              return rows as never;
            },
          },
          second,
          { scope, resources: ['a', 'b', 'c'] },
        ),
      );
      expect(taken).toBe(null);
    } finally {
      await connection.close();
    }
    expect(await resourcesOf(second)).toEqual(['a', 'b', 'c']);
  });

  test('are given up by a run that goes on, and only by who holds it', async () => {
    const [first, second] = [await claimedRun(store), await claimedRun(store)];
    const scope = first.runId;
    await store.takeLocks(first, scope, ['a', 'b']);
    await expect(store.releaseLocks({ ...first, epoch: first.epoch - 1 })).rejects.toMatchObject({
      code: 'RUN_FENCED',
    });
    expect(await store.takeLocks(second, scope, ['a'])).toMatchObject({ runId: first.runId });
    await store.releaseLocks(first);
    expect(await store.takeLocks(second, scope, ['a', 'b'])).toBeNull();
  });

  async function waiters(count: number): Promise<void> {
    for (let polls = 0; polls < 500; polls++) {
      const rows = await database.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'`);
      if (rows.length === count) return;
      await wait(10);
    }
    expect.unreachable(`never are there ${count} who wait`);
  }
});
