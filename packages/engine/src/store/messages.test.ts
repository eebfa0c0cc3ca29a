import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hold } from './hold.ts';
import type { Store } from './store.ts';
import {
  answer,
  approval,
  claimedRun,
  messageTo,
  newRun,
  startTestDatabase,
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

const question = { id: 'q1', kind: 'person', stepId: 's1', text: 'Is it well?', choices: ['yes', 'no'] };

async function waitingRun(): Promise<string> {
  const hold = await claimedRun(store);
  await store.release(hold, { status: 'waiting', waitingFor: question });
  return hold.runId;
}

describe('a message', () => {
  test('is kept to the letter, in order of arrival', async () => {
    const { id: runId } = await store.createRun(newRun());
    const texts = ['a\0b', '\ud800 alone', '1.0 😀', '', 'x'.repeat(100_000)];
    const sent = texts.map((text) => messageTo(runId, { kind: 'note', text, stepId: null }));
    for (const [index, message] of sent.entries()) await (index % 2 ? store : other).send(message);
    expect(await store.messages(runId)).toEqual(sent);
    expect(JSON.stringify(await store.messages(runId))).toBe(JSON.stringify(sent));
  });

  test('of many at once is in one order, which stays', async () => {
    const { id: runId } = await store.createRun(newRun());
    const send = (_: unknown, index: number) =>
      (index % 2 ? store : other).send(messageTo(runId, { kind: 'pause', reason: `${index}` }));
    const sending = Promise.all(Array.from({ length: 40 }, send));
    const seen: string[][] = [];
    for (let polls = 0; polls < 20; polls++) seen.push((await store.messages(runId)).map(({ id }) => id));
    await sending;
    const order = (await store.messages(runId)).map(({ id }) => id);
    expect(order).toHaveLength(40);
    for (const ids of seen) expect(ids).toEqual(order.slice(0, ids.length));
  });

  test('sent again changes nothing; another with its id is refused', async () => {
    const runId = await waitingRun();
    const message = messageTo(runId, answer('q1'));
    expect(await store.send(message)).toBe('ready');
    const { updatedAt } = await store.run(runId);
    expect(await other.send(message)).toBe('ready');
    expect((await store.run(runId)).updatedAt).toBe(updatedAt);
    const forged = store.send({ ...message, order: answer('q1', 'refuse') });
    await expect(forged).rejects.toMatchObject({ code: 'ANSWER_INVALID', params: { by: 'bob' } });
    expect(await store.messages(runId)).toEqual([message]);
  });

  test('to a run that is not there, or has ended: only a note is taken', async () => {
    await expect(store.send(messageTo('none', answer('q1')))).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
    const hold = await claimedRun(store);
    await store.release(hold, { status: 'failed' });
    for (const order of [answer('q1'), { kind: 'pause', reason: '' }, { kind: 'cancel', reason: '' }] as const) {
      const sent = store.send(messageTo(hold.runId, order));
      await expect(sent).rejects.toMatchObject({ code: 'RUN_ENDED', params: { id: hold.runId, status: 'failed' } });
    }
    const note = messageTo(hold.runId, { kind: 'note', text: 'It was the cache.', stepId: null });
    expect(await store.send(note)).toBe('failed');
    expect(await store.messages(hold.runId)).toEqual([note]);
  });
});

describe('an answer', () => {
  test('makes a waiting run ready, which still shows its question, for any worker', async () => {
    const runId = await waitingRun();
    const { environment, waitingFor } = await store.run(runId);
    expect(waitingFor).toEqual(question);
    const options = { worker: 'w', environments: [environment], leaseMs: 60_000 };
    expect(await store.claim(null, options)).toBe(null);
    expect(await other.send(messageTo(runId, answer('q1')))).toBe('ready');
    expect((await store.listRuns({ environment }))[0]).toMatchObject({ status: 'ready', waitingFor: question });
    const claim = await store.claim(null, options);
    expect(claim?.run).toMatchObject({ id: runId, status: 'running', waitingFor: null });
    expect(await other.send(messageTo(runId, answer('q1')))).toBe('running');
  });

  test('wakes one that sleeps; an order, a note and a paused run do not stir', async () => {
    const hold = await claimedRun(store);
    await store.release(hold, { status: 'waiting', wakeAt: 32_503_680_000_000 });
    for (const order of [
      { kind: 'pause', reason: '' },
      { kind: 'note', text: 'n', stepId: null },
    ] as const) {
      expect(await store.send(messageTo(hold.runId, order))).toBe('waiting');
    }
    expect(await store.send(messageTo(hold.runId, answer('q1')))).toBe('ready');
    expect(await store.run(hold.runId)).toMatchObject({ status: 'ready', wakeAt: null });
    const paused = await claimedRun(store);
    await store.release(paused, { status: 'paused' });
    expect(await store.send(messageTo(paused.runId, answer('q1')))).toBe('paused');
  });
});

describe('C3', () => {
  async function parkWith(sendTo: (hold: Hold) => Promise<unknown>): Promise<string> {
    const hold = await claimedRun(store);
    await sendTo(hold);
    await store.release(hold, { status: 'waiting', waitingFor: question, wakeAt: 32_503_680_000_000 });
    const { status } = await store.run(hold.runId);
    return status;
  }

  test('a run does not begin to wait for what it has', async () => {
    expect(await parkWith(({ runId }) => other.send(messageTo(runId, answer('q1'))))).toBe('ready');
    expect(await parkWith(({ runId }) => other.send(messageTo(runId, { kind: 'cancel', reason: '' })))).toBe('ready');
  });

  test('what was taken, what is for something else and a note do not keep it from waiting', async () => {
    const note = { kind: 'note', text: 'n', stepId: null } as const;
    expect(await parkWith(({ runId }) => other.send(messageTo(runId, note)))).toBe('waiting');
    expect(await parkWith(({ runId }) => other.send(messageTo(runId, answer('q0'))))).toBe('waiting');
    const taken = await parkWith(async (hold) => {
      const message = messageTo(hold.runId, answer('q1'));
      await other.send(message);
      const journal = await store.journal(hold);
      await journal.append(approval(hold.runId, message.id));
    });
    expect(taken).toBe('waiting');
  });

  test('whichever comes first, an answer or the end of a life, the run goes on', async () => {
    const holds = await Promise.all(Array.from({ length: 40 }, () => claimedRun(store)));
    await Promise.all(
      holds.flatMap((hold) => [
        store.release(hold, { status: 'waiting', waitingFor: question }),
        other.send(messageTo(hold.runId, answer('q1'))),
      ]),
    );
    const statuses = await Promise.all(holds.map(async ({ runId }) => (await store.run(runId)).status));
    expect(new Set(statuses)).toEqual(new Set(['ready']));
  });
});
