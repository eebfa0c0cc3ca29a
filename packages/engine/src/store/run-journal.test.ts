import type { RunEvent } from '@steadyhand/contracts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from './blobs.ts';
import type { Store } from './store.ts';
import {
  approval,
  claimedRun,
  intent,
  outcome,
  startTestDatabase,
  stepStarted,
  type TestDatabase,
} from './testing-store.ts';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
});
afterAll(() => database?.end());

/** How many events are in the database, and in how many transactions they came. */
async function kept(runId: string): Promise<{ events: number; batches: number }> {
  const [row] = await database.query(
    `SELECT count(*)::integer AS events, count(DISTINCT xmin::text)::integer AS batches
     FROM steadyhand.event WHERE run_id = $1`,
    [runId],
  );
  return row as { events: number; batches: number };
}

/** Keeps the journal's statements from going on, as a slow disk would. */
async function stalled<T>(runId: string, work: () => Promise<T>): Promise<T> {
  const blocker = await openBlocker(runId);
  try {
    return await work();
  } finally {
    await blocker.end();
  }
}

async function openBlocker(runId: string) {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM steadyhand.run WHERE id = $1 FOR UPDATE', [runId]);
  return client;
}

describe('J1', () => {
  test('200 appends at once, in each of three runs, are kept in the order of the calls', async () => {
    const holds = await Promise.all([claimedRun(store), claimedRun(store), claimedRun(store)]);
    await Promise.all(
      holds.map(async (hold) => {
        const seen: RunEvent[] = [];
        const journal = await store.journal(hold, (event) => seen.push(event));
        const events = Array.from({ length: 200 }, (_, n) =>
          n % 5 === 0 ? intent(hold.runId, n, 'change') : stepStarted(hold.runId, n),
        );
        await Promise.all(events.map((event) => journal.append(event)));
        expect(await journal.events()).toEqual(events);
        expect(seen).toEqual(events);
        expect(await store.events(hold.runId)).toEqual(events);
        expect(await store.verifyRun(hold.runId)).toMatchObject({ ok: true, head: { seq: 199 } });
      }),
    );
  });

  test('goes on from what an earlier holder wrote', async () => {
    const hold = await claimedRun(store);
    const first = await store.journal(hold);
    await first.append(intent(hold.runId, 0, 'change'));
    await store.release(hold, { status: 'ready' });
    const { environment } = await store.run(hold.runId);
    const claim = await store.claim(hold.runId, { worker: 'w2', environments: [environment], leaseMs: 60_000 });
    const second = await store.journal({ runId: hold.runId, epoch: claim?.epoch ?? 0 });
    expect(await second.events()).toEqual([intent(hold.runId, 0, 'change')]);
    await second.append(outcome(hold.runId, 0));
    expect(await second.events()).toEqual([intent(hold.runId, 0, 'change'), outcome(hold.runId, 0)]);
    expect(await store.verifyRun(hold.runId)).toMatchObject({ ok: true, head: { seq: 1 } });
  });

  test('keeps every string as it was', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    const strings = ['a\0b', '\ud800 alone', '😀', '', '\\u0000', 'x'.repeat(5000)];
    const events = strings.map((text, n) => ({ ...stepStarted(hold.runId, n), text, at: n / 3 }));
    for (const event of events) await journal.append(event);
    await journal.append({ ...outcome(hold.runId, 9, 'é\xff'), stderr: '\udc00' });
    await journal.flush();
    expect(await store.events(hold.runId)).toEqual([
      ...events,
      { ...outcome(hold.runId, 9, 'é\xff'), stderr: '\udc00' },
    ]);
    expect(await store.verifyRun(hold.runId)).toMatchObject({ ok: true });
  });
});

describe('J2 (R1)', () => {
  test('a read does not wait; a change does, and all before it comes with it', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    const change = await stalled(hold.runId, async () => {
      await journal.append(stepStarted(hold.runId, 0));
      await journal.append(intent(hold.runId, 0, 'read'));
      await journal.append(outcome(hold.runId, 0));
      const appended = journal.append(intent(hold.runId, 1, 'change'));
      expect((await kept(hold.runId)).events).toBe(0);
      return { appended };
    });
    await change.appended;
    expect((await kept(hold.runId)).events).toBe(4);
  });

  test('the outcome of a change, an approval and an end are kept when their append resolves', async () => {
    const hold = await claimedRun(store);
    const { runId } = hold;
    const journal = await store.journal(hold);
    const ends: RunEvent[] = [
      intent(runId, 0, 'destroy'),
      { ...outcome(runId, 0), state: 'unknown' },
      {
        type: 'command-reconciled',
        runId,
        at: 1,
        lane: 'main',
        seq: 0,
        stepId: 's1',
        decision: 'run-again',
        by: 'bob',
        evidence: '',
      },
      outcome(runId, 0),
      { type: 'approval', runId, at: 1, stepId: 's1', digest: 'd', command: 'c', granted: true, by: 'bob' },
      { type: 'run-finished', runId, at: 2, state: 'done', exitCode: 0, note: '' },
    ];
    for (const [index, event] of ends.entries()) {
      await journal.append(event);
      expect((await kept(runId)).events).toBe(index + 1);
    }
  });

  test('what people say, and what is done because of it, is kept when its append resolves', async () => {
    const { runId, epoch } = await claimedRun(store);
    const journal = await store.journal({ runId, epoch });
    const at = { runId, at: 1 };
    const byMessage = { by: 'bob', reason: 'r', messageId: 'm' };
    const question = { kind: 'person', id: 'q', stepId: 's1', text: 'Is it well?', choices: ['yes'] } as const;
    const events: RunEvent[] = [
      { type: 'asked', ...at, question: { ...question, choices: ['yes'] } },
      approval(runId, 'm'),
      { type: 'answered', ...at, stepId: 's1', question: 'Is it well?', value: 'yes', ...byMessage },
      { type: 'run-ordered', ...at, order: 'pause', ...byMessage },
      { type: 'message-rejected', ...at, ...byMessage },
      { type: 'note', ...at, stepId: null, text: 'n', by: 'bob' },
      { type: 'taken-over', ...at, worker: 'w2', epoch },
      { type: 'artifact', ...at, path: '/a', bytes: 1, data: 'YQ==' },
      {
        ...at,
        type: 'command-edited',
        lane: 'main',
        seq: 0,
        stepId: 's1',
        digest: 'd',
        from: 'a',
        argv: ['b'],
        by: 'bob',
        reason: '',
      },
    ];
    for (const [index, event] of events.entries()) {
      await journal.append(event);
      expect((await kept(runId)).events).toBe(index + 1);
    }
    expect(await store.events(runId)).toEqual(events);
  });

  test('a file of the caller trails as a read does, and has its content beside it', async () => {
    const hold = await claimedRun(store);
    const { runId } = hold;
    const journal = await store.journal(hold);
    const files: RunEvent[] = [
      { type: 'host-file', runId, at: 1, path: '/a', data: 'YQ==' },
      { type: 'host-file', runId, at: 1, path: '/none', data: null },
    ];
    await stalled(runId, async () => {
      for (const file of files) await journal.append(file);
      expect((await kept(runId)).events).toBe(0);
    });
    expect(await journal.events()).toEqual(files);
    const rows = await database.query(
      `SELECT body -> 'data' ->> '$blob' AS hash FROM steadyhand.event WHERE run_id = $1 ORDER BY seq`,
      [runId],
    );
    expect(rows).toEqual([{ hash: sha256('YQ==') }, { hash: null }]);
  });

  test('what comes while a batch is under way is one batch', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    const appended = await stalled(hold.runId, async () => {
      const first = journal.append(intent(hold.runId, 0, 'change'));
      await database.query('SELECT 1');
      return [first, ...Array.from({ length: 50 }, (_, n) => journal.append(stepStarted(hold.runId, n)))];
    });
    await Promise.all(appended);
    await journal.flush();
    expect(await kept(hold.runId)).toEqual({ events: 51, batches: 2 });
  });

  test('reads that nobody keeps do not pile up without end', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    const settled = await stalled(hold.runId, async () => {
      let behind = 0;
      const appended = Array.from({ length: 300 }, (_, n) =>
        journal.append(stepStarted(hold.runId, n)).then(() => {
          behind += 1;
        }),
      );
      await kept(hold.runId);
      expect(behind).toBeGreaterThan(100);
      expect(behind).toBeLessThan(300);
      return { appended };
    });
    await Promise.all(settled.appended);
    expect((await kept(hold.runId)).events).toBe(300);
  });
});

describe('J3', () => {
  test('a disk that is full fails the append, and nothing of it is kept; the next life goes on', async () => {
    const hold = await claimedRun(store);
    const { runId } = hold;
    const journal = await store.journal(hold);
    await journal.append(intent(runId, 0, 'change'));
    // What Postgres raises when a file cannot be extended (disk_full), at the second row of a batch.
    await database.query(`
      CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
      END $$`);
    await database.query(`
      CREATE TRIGGER full_disk BEFORE INSERT ON steadyhand.event FOR EACH ROW
      WHEN (NEW.run_id = '${runId}' AND NEW.seq = 2) EXECUTE FUNCTION full_disk()`);
    await journal.append(stepStarted(runId, 1));
    const full = journal.append(outcome(runId, 0, 'x'.repeat(10_000)));
    await expect(full).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
      params: { reason: 'could not extend file: No space left on device' },
      state: expect.stringMatching(/^Unknown: /),
    });
    await expect(journal.append(stepStarted(runId, 3))).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    const before = (await kept(runId)).events;
    await database.query('DROP TRIGGER full_disk ON steadyhand.event');
    expect(before).toBeLessThanOrEqual(2);
    expect(await database.query('SELECT 1 FROM steadyhand.blob WHERE run_id = $1', [runId])).toEqual([]);
    const next = await store.journal(hold);
    await next.append(outcome(runId, 0));
    expect(await store.verifyRun(runId)).toMatchObject({ ok: true, head: { seq: before } });
  });

  test('a clock that steps back changes neither the order nor the chain', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    const times = [5000, 4000, -1, 4000, 5001];
    const events = times.map((at, n) => ({ ...intent(hold.runId, n, 'change'), at }));
    for (const event of events) await journal.append(event);
    expect(await store.events(hold.runId)).toEqual(events);
    expect((await store.eventsAfter(hold.runId, 1)).map(({ event }) => event.at)).toEqual(times.slice(2));
    expect(await store.verifyRun(hold.runId)).toMatchObject({ ok: true, head: { seq: 4 } });
  });

  test('a connection that is cut fails the append, and nothing is half-written', async () => {
    const hold = await claimedRun(store);
    const seen: RunEvent[] = [];
    const journal = await store.journal(hold, (event) => seen.push(event));
    await journal.append(intent(hold.runId, 0, 'change'));
    await stalled(hold.runId, async () => {
      await journal.append(stepStarted(hold.runId, 1));
      await journal.append(stepStarted(hold.runId, 2));
      const change = journal.append(outcome(hold.runId, 0, 'x'.repeat(10_000)));
      // A rejection before it is looked at would count as unhandled.
      const refused = expect(change).rejects.toMatchObject({
        code: 'DATABASE_FAILED',
        state: expect.stringMatching(/^Unknown: /),
      });
      await cutWhoWaits();
      await refused;
    });
    expect(await kept(hold.runId)).toEqual({ events: 1, batches: 1 });
    expect(await database.query('SELECT hash FROM steadyhand.blob WHERE run_id = $1', [hold.runId])).toEqual([]);
    await expect(journal.append(stepStarted(hold.runId, 3))).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    await expect(journal.events()).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    expect(seen).toHaveLength(1);
    const again = await store.journal(hold);
    await again.append(outcome(hold.runId, 0));
    expect(await store.verifyRun(hold.runId)).toMatchObject({ ok: true, head: { seq: 1 } });
  });

  async function cutWhoWaits(): Promise<void> {
    for (let polls = 0; polls < 1000; polls++) {
      const cut = await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO steadyhand.event%' AND pid <> pg_backend_pid()`,
      );
      if (cut.length > 0) return;
    }
    expect.unreachable('no statement of a journal waits');
  }

  test('anchors are written on the way', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    for (let n = 0; n < 250; n++) await journal.append(stepStarted(hold.runId, n));
    await journal.flush();
    const anchors = await database.query('SELECT seq::integer FROM steadyhand.anchor WHERE run_id = $1 ORDER BY seq', [
      hold.runId,
    ]);
    expect(anchors).toEqual([{ seq: 99 }, { seq: 199 }]);
  });
});
