import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Release } from './claims.ts';
import { connectDatabase } from './database.ts';
import { verifyExport } from './export.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { openStore, type Store } from './store.ts';
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
/** Two clients, as two processes are. */
let store: Store;
let other: Store;

beforeAll(async () => {
  database = await startTestDatabase();
  [store, other] = await Promise.all([database.openStore(), database.openStore()]);
});
afterAll(() => database?.end());

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let polls = 0; polls < 500; polls++) {
    if (await condition()) return;
    await wait(10);
  }
  expect.unreachable('it did not come about');
}

describe('a claim', () => {
  test('of many at once goes to one', async () => {
    const { id, environment } = await store.createRun(newRun());
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? store : other).claim(null, { worker: `w${index}`, environments: [environment], leaseMs: 60_000 }),
      ),
    );
    const held = claims.filter((claim) => claim !== null);
    expect(held).toHaveLength(1);
    expect(held[0]?.run).toMatchObject({ id, status: 'running', epoch: 1, worker: expect.stringMatching(/^w/) });
    expect(held[0]?.run.runbook.text).toBe('# Runbook\n');
  });

  test('gives each of many runs to one', async () => {
    const { environment } = newRun();
    await Promise.all(Array.from({ length: 100 }, () => store.createRun(newRun({ environment }))));
    const taken: string[] = [];
    const work = async (by: Store) => {
      for (;;) {
        const claim = await by.claim(null, { worker: 'w', environments: [environment], leaseMs: 60_000 });
        if (claim) taken.push(claim.run.id);
        else if (taken.length === 100) return;
      }
    };
    await Promise.all([work(store), work(other), work(store), work(other)]);
    expect(new Set(taken).size).toBe(100);
    expect(taken).toHaveLength(100);
  });

  test('is bound to environments, by name too', async () => {
    const { id } = await store.createRun(newRun());
    const elsewhere = { worker: 'w', environments: ['elsewhere'], leaseMs: 1000 };
    expect(await store.claim(null, elsewhere)).toBe(null);
    expect(await store.claim(id, elsewhere)).toBe(null);
  });

  test('C1: is had by another when the lease ends, and not before; the late write of the first is refused', async () => {
    const { id, environment } = await store.createRun(newRun());
    const options = { worker: 'slow', environments: [environment], leaseMs: 60_000 };
    const first = await store.claim(id, options);
    const hold = { runId: id, epoch: first?.epoch ?? 0 };
    const journal = await store.journal(hold);
    await journal.append(intent(id, 0, 'change'));
    expect(await other.claim(id, { ...options, worker: 'fast' })).toBe(null);
    expect(await store.heartbeat(hold, 1)).toBe(true);
    await until(async () => (await other.claim(id, { ...options, worker: 'fast' })) !== null);
    expect(await store.heartbeat(hold, 60_000)).toBe(false);
    const late = journal.append(outcome(id, 0));
    await expect(late).rejects.toMatchObject({ code: 'RUN_FENCED', params: { id, epoch: '1' } });
    await expect(journal.append(stepStarted(id, 1))).rejects.toMatchObject({ code: 'RUN_FENCED' });
    await expect(store.release(hold, { status: 'done' })).rejects.toMatchObject({ code: 'RUN_FENCED' });
    await expect(store.journal(hold)).rejects.toMatchObject({ code: 'RUN_FENCED' });
    const next = await other.journal({ runId: id, epoch: 2 });
    await next.append(outcome(id, 0));
    expect((await store.events(id)).map(({ type }) => type)).toEqual(['command-intent', 'command-outcome']);
    expect(await store.verifyRun(id)).toMatchObject({ ok: true });
  });

  test('of a waiting run comes when its time has, or by name', async () => {
    const hold = await claimedRun(store);
    const { environment } = await store.run(hold.runId);
    const options = { worker: 'w2', environments: [environment], leaseMs: 60_000 };
    await store.release(hold, { status: 'waiting', waitingFor: { kind: 'time' }, wakeAt: 32_503_680_000_000 });
    expect(await store.run(hold.runId)).toMatchObject({
      status: 'waiting',
      worker: null,
      leaseUntil: null,
      wakeAt: 32_503_680_000_000,
      waitingFor: { kind: 'time' },
    });
    expect(await store.claim(null, options)).toBe(null);
    const named = await store.claim(hold.runId, options);
    expect(named?.run).toMatchObject({ status: 'running', wakeAt: null, waitingFor: null });
    await store.release({ runId: hold.runId, epoch: named?.epoch ?? 0 }, { status: 'waiting', wakeAt: 1000 });
    expect((await store.claim(null, options))?.run.id).toBe(hold.runId);
  });

  test('of a paused run comes by name alone', async () => {
    const hold = await claimedRun(store);
    const { environment } = await store.run(hold.runId);
    const options = { worker: 'w2', environments: [environment], leaseMs: 60_000 };
    await store.release(hold, { status: 'paused' });
    expect(await store.claim(null, options)).toBe(null);
    expect((await store.claim(hold.runId, options))?.run).toMatchObject({ status: 'running', worker: 'w2', epoch: 3 });
  });

  test('of a shell comes by name alone: no worker types', async () => {
    const settings = { system: null, grants: [], readOnly: false, phases: null, kind: 'shell' } as const;
    const requester = { name: 'ann', source: 'login' } as const;
    const { id, environment } = await store.createRun(newRun({ settings: { ...settings, requester } }));
    const claim = { worker: 'w1', environments: [environment], leaseMs: 60_000 };
    expect(await store.claim(null, claim)).toBeNull();
    expect(await store.claim(id, claim)).toMatchObject({ run: { id } });
  });

  test('of any takes the one that has been due longest, whatever it waited for', async () => {
    const { environment } = newRun();
    const options = { worker: 'w', environments: [environment, 'another'], leaseMs: 60_000 };
    const held = async (release?: Release) => {
      const { id } = await store.createRun(newRun({ environment }));
      const claim = await store.claim(id, { ...options, leaseMs: 0 });
      if (release) await store.release({ runId: id, epoch: claim?.epoch ?? 0 }, release);
      return id;
    };
    await held({ status: 'waiting', waitingFor: { id: 'q1' } });
    await held({ status: 'waiting', wakeAt: 32_503_680_000_000 });
    await held({ status: 'done' });
    const lapsed = await held();
    const ready = await held({ status: 'ready' });
    const due = await held({ status: 'waiting', wakeAt: 1000 });
    const taken: (string | undefined)[] = [];
    for (let n = 0; n < 4; n++) taken.push((await store.claim(null, options))?.run.id);
    expect(taken).toEqual([due, lapsed, ready, undefined]);
  });
});

describe('a status from outside', () => {
  test('makes a waiting run ready, once', async () => {
    const hold = await claimedRun(store);
    await store.release(hold, { status: 'waiting', waitingFor: { kind: 'approval', digest: 'd' } });
    const answer = { from: ['waiting'], to: 'ready' } as const;
    expect(await other.setStatus(hold.runId, answer)).toBe(true);
    expect(await other.setStatus(hold.runId, answer)).toBe(false);
    expect(await store.run(hold.runId)).toMatchObject({ status: 'ready', waitingFor: null });
  });

  test('takes the run from its worker', async () => {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    expect(await other.setStatus(hold.runId, { from: ['running'], to: 'cancelled' })).toBe(true);
    await expect(journal.append(intent(hold.runId, 0, 'change'))).rejects.toMatchObject({ code: 'RUN_FENCED' });
    expect(await store.events(hold.runId)).toEqual([]);
  });
});

describe('a list', () => {
  test('is by status and environment, the newest first, without the texts', async () => {
    const { environment } = newRun();
    const ids: string[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await store.createRun(newRun({ environment }))).id);
    await store.setStatus(ids[1] ?? '', { from: ['ready'], to: 'cancelled' });
    const idsOf = async (...filter: Parameters<Store['listRuns']>) =>
      (await store.listRuns(...filter)).map(({ id }) => id);
    expect(await idsOf({ environment })).toEqual(ids);
    expect(await idsOf({ environment, limit: 1 })).toEqual([ids[0]]);
    expect(await idsOf({ environment, statuses: ['cancelled'] })).toEqual([ids[1]]);
    expect((await store.listRuns({ environment }))[0]?.runbook).not.toHaveProperty('text');
  });

  test('and a run that is not there', async () => {
    await expect(store.run('none')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    await expect(store.verifyRun('none')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  });
});

describe('the schema', () => {
  const fresh = async (name: string): Promise<string> => {
    await database.query(`CREATE DATABASE ${name}`);
    return database.url.replace('/postgres?', `/${name}?`);
  };

  test('is made once by many at once', async () => {
    const url = await fresh('many');
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore({ url })));
    expect(await stores[5]?.listRuns()).toEqual([]);
    await Promise.all(stores.map((one) => one.close()));
  });

  test('goes on from where it is, all or nothing, and is refused when it is newer', async () => {
    const url = await fresh('versions');
    const versions = connectDatabase(url);
    try {
      const older = MIGRATIONS.slice(0, 1);
      await migrate(versions, older);
      const broken = [...older, 'CREATE TABLE steadyhand.half (n integer)', 'no such statement'];
      await expect(migrate(versions, broken)).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
      await migrate(versions, [...older, 'CREATE TABLE steadyhand.half (n integer)']);
      const newer = migrate(versions, older);
      await expect(newer).rejects.toMatchObject({ code: 'DATABASE_NEWER', params: { found: '2', known: '1' } });
      await versions.query('INSERT INTO steadyhand.migration (version) VALUES (1000)');
      await expect(openStore({ url })).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
    } finally {
      await versions.close();
    }
  });

  test('is not asked of a database that is not there', async () => {
    const url = database.url.replace('/postgres?', '/nowhere?');
    await expect(openStore({ url })).rejects.toMatchObject({ code: 'DATABASE_FAILED' });
    await expect(openStore({ url: 'postgresql://u@127.0.0.1:1/x' })).rejects.toMatchObject({
      code: 'DATABASE_FAILED',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('the record', () => {
  /** A run that has ended, with an output of 100 kB and the anchor of its end. */
  async function ended() {
    const hold = await claimedRun(store);
    const journal = await store.journal(hold);
    for (let n = 0; n < 4; n++) await journal.append(stepStarted(hold.runId, n));
    await journal.append(intent(hold.runId, 0, 'change'));
    await journal.append(outcome(hold.runId, 0, 'worker\0\n'.repeat(12_500)));
    await journal.flush();
    const anchor = await store.release(hold, { status: 'done' });
    if (!anchor) throw new RangeError('a run with events has a head');
    return { runId: hold.runId, anchor };
  }

  const kinds = async (runId: string, ...anchors: { seq: number; hash: string }[]) => {
    const { problems } = await store.verifyRun(runId, { anchors });
    return problems.map(({ seq, kind }) => [seq, kind]);
  };

  test('verifies, as an export too', async () => {
    const { runId, anchor } = await ended();
    expect(anchor.seq).toBe(5);
    expect(await store.verifyRun(runId, { anchors: [anchor] })).toEqual({
      ok: true,
      problems: [],
      head: anchor,
      pruned: 0,
    });
    expect(await store.anchor(runId)).toEqual(anchor);
    const lines = await store.exportRun(runId);
    expect(verifyExport(lines, [anchor])).toEqual({ ok: true, problems: [], head: anchor, pruned: 0 });
  });

  test('tells of a changed event', async () => {
    const { runId } = await ended();
    await database.query(
      `UPDATE steadyhand.event SET body = jsonb_set(body, '{approvedBy}', '"eve"') WHERE run_id = $1 AND seq = 4`,
      [runId],
    );
    expect(await kinds(runId)).toEqual([[4, 'changed']]);
  });

  test('tells of a removed event', async () => {
    const { runId } = await ended();
    await database.query('DELETE FROM steadyhand.event WHERE run_id = $1 AND seq = 2', [runId]);
    expect(await kinds(runId)).toEqual([[2, 'removed']]);
  });

  test('tells of reordered events', async () => {
    const { runId } = await ended();
    for (const [from, to] of [
      [1, 100],
      [3, 1],
      [100, 3],
    ]) {
      await database.query('UPDATE steadyhand.event SET seq = $3 WHERE run_id = $1 AND seq = $2', [runId, from, to]);
    }
    expect(await kinds(runId)).toEqual([
      [1, 'reordered'],
      [3, 'reordered'],
    ]);
  });

  test('tells of an inserted event', async () => {
    const { runId } = await ended();
    await database.query('UPDATE steadyhand.event SET seq = -1 - seq WHERE run_id = $1 AND seq >= 3', [runId]);
    await database.query('UPDATE steadyhand.event SET seq = -seq WHERE run_id = $1 AND seq < 0', [runId]);
    await database.query(
      `INSERT INTO steadyhand.event (run_id, seq, epoch, body, body_hash, prev_hash, hash)
       SELECT run_id, 3, epoch, body, body_hash, prev_hash, md5(hash) FROM steadyhand.event WHERE run_id = $1 AND seq = 2`,
      [runId],
    );
    expect(await kinds(runId)).toEqual([[3, 'inserted']]);
  });

  test('tells of a cut tail by an anchor, its own or one that was printed', async () => {
    const { runId, anchor } = await ended();
    await database.query('DELETE FROM steadyhand.event WHERE run_id = $1 AND seq > 2', [runId]);
    expect(await kinds(runId)).toEqual([[3, 'truncated']]);
    await database.query('DELETE FROM steadyhand.anchor WHERE run_id = $1', [runId]);
    expect(await kinds(runId)).toEqual([]);
    expect(await kinds(runId, anchor)).toEqual([[3, 'truncated']]);
  });

  test('verifies when its texts were pruned, and says that they are gone', async () => {
    const { runId, anchor } = await ended();
    const [before] = (await store.events(runId)).slice(-1);
    expect(before).toEqual(outcome(runId, 0, 'worker\0\n'.repeat(12_500)));
    expect(await store.prune(1000)).toBe(0);
    const running = await claimedRun(store);
    const journal = await store.journal(running);
    await journal.append(outcome(running.runId, 0));
    await journal.flush();
    expect(await store.prune(32_503_680_000_000)).toBeGreaterThan(0);
    expect(await store.verifyRun(runId, { anchors: [anchor] })).toMatchObject({ ok: true, pruned: 1 });
    expect(verifyExport(await store.exportRun(runId))).toMatchObject({ ok: true, pruned: 1 });
    const [after] = (await store.events(runId)).slice(-1);
    expect(after).toMatchObject({ stdout: expect.stringMatching(/^\[removed by retention: 100000 bytes/), stderr: '' });
    expect(await store.events(running.runId)).toEqual([outcome(running.runId, 0)]);
  });
});
