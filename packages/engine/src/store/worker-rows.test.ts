import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Store } from './store.ts';
import { claimedRun, intent, newRun, startTestDatabase, type TestDatabase } from './testing-store.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
});
afterAll(() => database?.end());
beforeEach(async () => {
  await database.query('DELETE FROM steadyhand.worker');
});

test('workers are those that were seen of late; the others are forgotten', async () => {
  const other = await database.openStore();
  const worker = (id: string) => ({ id, environments: ['prod', 'staging'], host: 'laptop', pid: 42 });
  await Promise.all([store.beatWorker(worker('w1')), other.beatWorker(worker('w2'))]);
  const [first, second, ...more] = (await store.workers()).sort((a, b) => a.id.localeCompare(b.id));
  expect(first).toEqual({ ...worker('w1'), startedAt: expect.any(Number), seenAt: expect.any(Number) });
  expect(second).toMatchObject(worker('w2'));
  expect(more).toEqual([]);
  await database.query(`UPDATE steadyhand.worker SET seen_at = seen_at - interval '20 seconds' WHERE id = 'w1'`);
  expect((await store.workers()).map(({ id }) => id)).toEqual(['w2']);
  await other.beatWorker({ ...worker('w2'), environments: ['prod'] });
  const [beaten] = await store.workers();
  expect(beaten).toMatchObject({ id: 'w2', environments: ['prod'], startedAt: second?.startedAt });
  expect(beaten?.seenAt).toBeGreaterThan(second?.seenAt ?? 0);
  expect(await database.query('SELECT id FROM steadyhand.worker')).toEqual([{ id: 'w2' }]);
  await store.beatWorker(worker('w1'));
  expect(await store.workers()).toHaveLength(2);
  await store.removeWorker('w2');
  expect((await store.workers()).map(({ id }) => id)).toEqual(['w1']);
});

test('many beat at once, and forget the same', async () => {
  await database.query(
    `INSERT INTO steadyhand.worker SELECT 'old' || n, '{}', 'h', 1, now(), now() - interval '1 hour' FROM generate_series(1, 50) AS n`,
  );
  const ids = Array.from({ length: 20 }, (_, n) => `beating-${n}`);
  await Promise.all(ids.map((id) => store.beatWorker({ id, environments: [], host: 'h', pid: 1 })));
  const known = (await database.query('SELECT id FROM steadyhand.worker')).map(({ id }) => id);
  expect(known).toEqual(expect.arrayContaining(ids));
  expect(known.filter((id) => `${id}`.startsWith('old'))).toEqual([]);
});

test('changes of an environment are those that ran, of all its runs, since', async () => {
  const { environment } = newRun();
  const holds = await Promise.all([
    claimedRun(store, { environment }),
    claimedRun(store, { environment }),
    claimedRun(store),
  ]);
  for (const { runId, epoch } of holds) {
    const journal = await store.journal({ runId, epoch });
    const effects = ['read', 'reveal', 'local', 'change', 'unknown', 'destroy'] as const;
    for (const [seq, effect] of effects.entries())
      await journal.append({ ...intent(runId, seq, effect), at: 1000 + seq });
    await journal.append({ ...intent(runId, 6, 'change'), verdict: 'hold', at: 2000 });
    await journal.append({ ...intent(runId, 7, 'change'), verdict: 'refuse', at: 2000 });
    await journal.append({ ...intent(runId, 8, 'change'), at: 999 });
    await journal.flush();
  }
  expect(await store.changesSince(environment, 1000)).toBe(6);
  expect(await store.changesSince(environment, 1005)).toBe(2);
  expect(await store.changesSince(environment, 0)).toBe(8);
  expect(await store.changesSince(environment, 3000)).toBe(0);
  expect(await store.changesSince('elsewhere', 0)).toBe(0);
});
