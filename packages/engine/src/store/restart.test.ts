import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from './store.ts';
import { claimedRun, intent, outcome, startTestDatabase, stepStarted, type TestDatabase } from './testing-store.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
});
afterAll(() => database?.end());

/** A fast stop, and a start; proves that it was one. */
async function restart(): Promise<void> {
  const since = () => database.query('SELECT pg_postmaster_start_time()::text AS since');
  const before = await since();
  await database.restart();
  expect(await since()).not.toEqual(before);
}

test('of Postgres between two appends goes unnoticed', async () => {
  const hold = await claimedRun(store);
  const journal = await store.journal(hold);
  const events = [intent(hold.runId, 0, 'change'), outcome(hold.runId, 0, 'x'.repeat(10_000))];
  await journal.append(events[0] ?? expect.unreachable());
  await restart();
  await journal.append(events[1] ?? expect.unreachable());
  expect(await store.events(hold.runId)).toEqual(events);
  expect(await store.heartbeat(hold, 60_000)).toBe(true);
  await store.release(hold, { status: 'done' });
  expect(await store.verifyRun(hold.runId)).toMatchObject({ ok: true, head: { seq: 1 } });
});

test('of Postgres during appends keeps what was acknowledged, and of a batch all or nothing', async () => {
  const hold = await claimedRun(store);
  const { runId } = hold;
  const { environment } = await store.run(runId);
  const journal = await store.journal(hold);
  /** Each change comes in one batch with the two steps before it. */
  const of = (n: number) => [stepStarted(runId, 2 * n), stepStarted(runId, 2 * n + 1), intent(runId, n, 'change')];
  let acknowledged = 0;
  let failed: unknown = null;
  const work = async () => {
    for (let n = 0; failed === null; n++) {
      const appends = of(n).map((event) => journal.append(event));
      await Promise.all(appends).catch((error: unknown) => {
        failed = error;
      });
      await Promise.allSettled(appends);
      if (failed === null) acknowledged = n + 1;
    }
  };
  const working = work();
  while (acknowledged < 5) await database.query('SELECT 1');
  await restart();
  await working;
  expect(failed).toMatchObject({ code: 'DATABASE_FAILED', state: expect.stringMatching(/^Unknown: /) });
  const events = await store.events(runId);
  expect(events.length % 3).toBe(0);
  expect(events.length / 3 - acknowledged).toBeOneOf([0, 1]);
  expect(events).toEqual(Array.from({ length: events.length / 3 }, (_, n) => of(n)).flat());
  // The next life.
  await store.release(hold, { status: 'ready' });
  const claim = await store.claim(runId, { worker: 'w2', environments: [environment], leaseMs: 60_000 });
  const next = await store.journal({ runId, epoch: claim?.epoch ?? 0 });
  await next.append(outcome(runId, acknowledged));
  await next.flush();
  expect(await store.verifyRun(runId)).toMatchObject({ ok: true, head: { seq: events.length } });
});
