import type { RunEvent } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from './store.ts';
import {
  claimedRun,
  intent,
  newRun,
  outcome,
  startTestDatabase,
  stepStarted,
  type TestDatabase,
} from './testing-store.ts';

let database: TestDatabase;
let store: Store;
let other: Store;

beforeAll(async () => {
  database = await startTestDatabase();
  [store, other] = await Promise.all([database.openStore(), database.openStore()]);
});
afterAll(() => database?.end());

const note = (runId: string, text: string): RunEvent => ({ type: 'note', runId, at: 1, stepId: null, text, by: 'bob' });

describe('an annotation', () => {
  test.each(['ready', 'waiting', 'paused', 'failed'] as const)(
    'goes into the record of a run that is %s',
    async (status) => {
      const hold = await claimedRun(store);
      const journal = await store.journal(hold);
      await journal.append(intent(hold.runId, 0, 'change'));
      await store.release(hold, { status });
      const before = await store.run(hold.runId);
      const notes = [note(hold.runId, 'done by hand\0'), note(hold.runId, 'x'.repeat(10_000))];
      expect(await other.annotate(hold.runId, notes)).toBe(true);
      expect(await store.events(hold.runId)).toEqual([intent(hold.runId, 0, 'change'), ...notes]);
      expect(await store.run(hold.runId)).toEqual({ ...before, epoch: before.epoch + 1 });
      expect(await store.verifyRun(hold.runId)).toMatchObject({ ok: true, head: { seq: 2 } });
      const anchors = await database.query(
        'SELECT seq::integer FROM steadyhand.anchor WHERE run_id = $1 ORDER BY seq',
        [hold.runId],
      );
      expect(anchors).toEqual([{ seq: 0 }, { seq: 2 }]);
    },
  );

  test('is the first event of a run that nobody has begun', async () => {
    const { id } = await store.createRun(newRun());
    expect(await store.annotate(id, [note(id, 'first')])).toBe(true);
    expect(await store.verifyRun(id)).toMatchObject({ ok: true, head: { seq: 0 } });
  });

  test('waits until nobody holds the run', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    expect(await other.annotate(hold.runId, [note(hold.runId, 'too soon')])).toBe(false);
    await journal.append(intent(hold.runId, 0, 'change'));
    expect(await store.events(hold.runId)).toHaveLength(1);
    await expect(store.annotate('none', [])).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });

  test('fences a holder whose lease is over', async () => {
    const hold = await claimedRun(store, {}, 0);
    const journal = await store.journal(hold);
    expect(await other.annotate(hold.runId, [note(hold.runId, 'n')])).toBe(true);
    expect(await store.run(hold.runId)).toMatchObject({ status: 'running', epoch: 2 });
    const late = journal.append(intent(hold.runId, 0, 'change'));
    await expect(late).rejects.toMatchObject({ code: 'RUN_FENCED' });
    expect(await store.events(hold.runId)).toEqual([note(hold.runId, 'n')]);
  });

  test('of many at once are one chain', async () => {
    const { id } = await store.createRun(newRun());
    const texts = Array.from({ length: 30 }, (_, n) => `${n}`);
    const annotate = (text: string, n: number) => (n % 2 ? store : other).annotate(id, [note(id, text)]);
    expect(new Set(await Promise.all(texts.map(annotate)))).toEqual(new Set([true]));
    const kept = (await store.events(id)).map((event) => (event.type === 'note' ? event.text : ''));
    expect([...kept].sort()).toEqual([...texts].sort());
    expect(await store.verifyRun(id)).toMatchObject({ ok: true, head: { seq: 29 } });
  });
});

test('who looks on gets what came since, whole', async () => {
  const hold = await claimedRun(store);
  const journal = await store.journal(hold);
  const events = [
    stepStarted(hold.runId, 0),
    intent(hold.runId, 0, 'change'),
    outcome(hold.runId, 0, 'six\0workers\n'),
  ];
  for (const event of events) await journal.append(event);
  await journal.flush();
  expect(await other.eventsAfter(hold.runId, -1)).toEqual(events.map((event, seq) => ({ seq, event })));
  expect(await other.eventsAfter(hold.runId, 1)).toEqual([{ seq: 2, event: events[2] }]);
  expect(await other.eventsAfter(hold.runId, 2)).toEqual([]);
});
