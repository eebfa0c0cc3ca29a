import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, AskRequest } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyPair } from '../people/signature.ts';
import type { Store } from '../store/store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing-store.ts';
import { orderParked } from './order-parked.ts';
import {
  ANN,
  BEN,
  type LifeChanges,
  lifeOptions,
  live,
  openQuestion,
  reply,
  startRun,
  type World,
  worldIn,
} from './testing-lives.ts';
import { runWorker, type WorkerEvent } from './worker.ts';

const MARKDOWN = `# Runbook

## Incidents

### Backlog

#### Resolution

1. **Scale workers**:
   \`\`\`bash
   BEFORE=$(world get workers)
   world set workers $((BEFORE + 2))
   \`\`\`
2. **Scale the rest**:
   \`\`\`bash
   world set rest 5
   \`\`\`
`;

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
}, 60_000);
afterAll(() => database.end());

function world(changes: Partial<World> = {}): World {
  return worldIn(store, { markdown: MARKDOWN, ...changes });
}

async function eventTypes(runId: string): Promise<string[]> {
  return (await store.events(runId)).map(({ type }) => type);
}

describe('a run that nobody answers', () => {
  test('waits as a row, with its question, and nothing is changed', async () => {
    const shop = world();
    const run = await startRun(shop);
    expect(await live(shop, run)).toMatchObject({ state: 'waiting', exitCode: 4 });
    expect(shop.state.get('workers')).toBe('4');
    expect(await store.run(run.id)).toMatchObject({ status: 'waiting', worker: null });
    expect(await openQuestion(shop, run)).toMatchObject({ kind: 'approval', command: 'world set workers 6' });
  });

  test('goes on in another life with the approval of another person, and asks nothing twice', async () => {
    const shop = world();
    const run = await startRun(shop);
    await live(shop, run);
    const { id } = await reply(shop, run, { value: 'approve' });
    expect(await store.run(run.id)).toMatchObject({ status: 'ready' });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { command: 'world set rest 5' } });
    expect(Object.fromEntries(shop.state)).toEqual({ workers: '6' });
    await reply(shop, run, { value: 'approve', by: ANN });
    expect(await live(shop, run)).toMatchObject({ state: 'done', ran: { change: 2, read: 1 } });
    expect(Object.fromEntries(shop.state)).toEqual({ workers: '6', rest: '5' });
    const events = await store.events(run.id);
    expect(events.filter(({ type }) => type === 'asked')).toHaveLength(2);
    expect(events.filter((event) => event.type === 'approval')).toMatchObject([
      { by: 'ben', granted: true, messageId: id },
      { by: 'ann', granted: true },
    ]);
    expect(await store.verifyRun(run.id)).toMatchObject({ ok: true });
  });

  test('is answered by whoever is first, at the terminal or elsewhere', async () => {
    const shop = world();
    const run = await startRun(shop);
    let asked = 0;
    const nobodyAnswersHere: LifeChanges['answer'] = (_request, signal) => {
      asked += 1;
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(null), { once: true }));
    };
    const living = live(shop, run, { answer: nobodyAnswersHere });
    for (let answered = 0; answered < 2; ) {
      const isAsked = asked > answered;
      const last = (await store.events(run.id)).findLast((event) => event.type === 'asked')?.question;
      if (last?.kind !== 'approval' || !isAsked) await wait(50);
      else {
        const order = {
          kind: 'answer',
          questionId: last.id,
          digest: last.digest,
          value: 'approve',
          reason: '',
        } as const;
        const sentAt = Date.now();
        await store.send({ id: `m-${run.id}-${answered}`, runId: run.id, order, by: BEN, sentAt, signature: null });
        answered += 1;
      }
    }
    expect(await living).toMatchObject({ state: 'done' });
  }, 30_000);
});

describe('an approval that does not count leaves the run waiting and a trace', () => {
  const rejected = async (runId: string): Promise<string[]> =>
    (await store.events(runId)).flatMap((event) => (event.type === 'message-rejected' ? [event.reason] : []));

  test('forged: in the name of somebody who signs', async () => {
    const ben = createKeyPair();
    const shop = world({ people: { ben: { role: 'approver', key: ben.publicKey }, ann: { role: 'responder' } } });
    const run = await startRun(shop);
    await live(shop, run);
    await reply(shop, run, { value: 'approve' });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    await reply(shop, run, { value: 'approve', key: createKeyPair().privateKey });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    expect(await rejected(run.id)).toHaveLength(2);
    expect(shop.state.get('workers')).toBe('4');
    await reply(shop, run, { value: 'approve', key: ben.privateKey });
    await live(shop, run);
    expect(shop.state.get('workers')).toBe('6');
  });

  test('replayed: the yes of one command for the next', async () => {
    const shop = world();
    const run = await startRun(shop);
    await live(shop, run);
    const first = await reply(shop, run, { value: 'approve' });
    await live(shop, run);
    await store.send({ ...first, id: `again-${first.id}` });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    expect(await rejected(run.id)).toEqual([expect.stringContaining('another question')]);
    expect(shop.state.get('rest')).toBeUndefined();
  });

  test('substituted: for another command', async () => {
    const shop = world();
    const run = await startRun(shop);
    await live(shop, run);
    await reply(shop, run, { value: 'approve', digest: 'f'.repeat(64) });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    expect(await rejected(run.id)).toEqual([expect.stringContaining('another command')]);
  });

  test('stale: after its time, it is asked for again', async () => {
    const shop = world({ environment: { approvalMinutes: 0.001 } });
    const run = await startRun(shop);
    await live(shop, run);
    const first = await openQuestion(shop, run);
    await wait(100);
    await reply(shop, run, { value: 'approve' });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    expect((await openQuestion(shop, run)).id).not.toBe(first.id);
    expect(shop.state.get('workers')).toBe('4');
  });

  test('of the requester, where another is needed', async () => {
    const shop = world({ environment: { approvals: { change: { otherThanRequester: true } } } });
    const run = await startRun(shop, { grants: ['change'] });
    await live(shop, run);
    await reply(shop, run, { value: 'approve', by: ANN });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    await reply(shop, run, { value: 'approve', by: BEN });
    await live(shop, run);
    expect(shop.state.get('workers')).toBe('6');
  });

  test('the same person twice, where two are needed', async () => {
    const shop = world({ environment: { approvals: { change: { approvers: 2 } } } });
    const run = await startRun(shop);
    await live(shop, run);
    for (const by of [BEN, BEN]) {
      await reply(shop, run, { value: 'approve', by });
      expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    }
    expect(shop.state.get('workers')).toBe('4');
    await reply(shop, run, { value: 'approve', by: ANN });
    await live(shop, run);
    expect(shop.state.get('workers')).toBe('6');
  });
});

describe('what else may be said to an approval', () => {
  test('skip: the command is left out and the run goes on, in this life and in the next', async () => {
    const shop = world();
    const run = await startRun(shop);
    await live(shop, run);
    await reply(shop, run, { value: 'skip', reason: 'it scaled itself' });
    await live(shop, run);
    await reply(shop, run, { value: 'approve' });
    const report = await live(shop, run);
    expect(report.steps.map(({ state }) => state)).toEqual(['skipped', 'done']);
    expect(Object.fromEntries(shop.state)).toEqual({ workers: '4', rest: '5' });
  });

  test('edit: the other command is asked for, and is what runs', async () => {
    const shop = world();
    const run = await startRun(shop);
    await live(shop, run);
    await reply(shop, run, { value: 'edit', argv: ['set', 'workers', '5'], reason: 'two are too many' });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { command: 'world set workers 5' } });
    await reply(shop, run, { value: 'approve' });
    await live(shop, run);
    await reply(shop, run, { value: 'approve' });
    expect(await live(shop, run)).toMatchObject({ state: 'done' });
    expect(Object.fromEntries(shop.state)).toEqual({ workers: '5', rest: '5' });
  });

  test('refuse: the run ends, and a later resume asks again', async () => {
    const shop = world();
    const run = await startRun(shop);
    await live(shop, run);
    await reply(shop, run, { value: 'refuse', reason: 'not now' });
    expect(await live(shop, run)).toMatchObject({ state: 'refused', exitCode: 3 });
    await store.setStatus(run.id, { from: ['refused'], to: 'ready' });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { command: 'world set workers 6' } });
  });
});

describe('steps', () => {
  const failing = MARKDOWN.replace('world set rest 5', 'world fail');
  const grants = { grants: ['change'] as const };

  test('one that failed is tried again, as often as a person says, and then left', async () => {
    const shop = world({ markdown: failing });
    const run = await startRun(shop, grants);
    expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'person' } });
    await reply(shop, run, { value: 'retry', reason: 'it was being deployed' });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'person' } });
    await reply(shop, run, { value: 'skip', reason: 'done by hand' });
    const report = await live(shop, run);
    expect(report).toMatchObject({ state: 'failed', ran: { change: 1 } });
    expect(report.steps).toMatchObject([
      { state: 'done' },
      { state: 'failed', note: expect.stringContaining('by hand') },
    ]);
    expect(shop.state.get('workers')).toBe('6');
    expect(await store.verifyRun(run.id)).toMatchObject({ ok: true });
  });

  test('what is left to a person waits for one, over many lives', async () => {
    const markdown = `${MARKDOWN}3. **Call the customer** and tell them\n4. **Call them again** later\n`;
    const shop = world({ markdown });
    const run = await startRun(shop, grants);
    for (const lives of [1, 2, 3]) {
      expect(await live(shop, run), `life ${lives}`).toMatchObject({
        state: 'waiting',
        waitingFor: { kind: 'person' },
      });
      if (lives !== 2) await reply(shop, run, { value: 'done' });
      else await store.setStatus(run.id, { from: ['waiting'], to: 'ready' });
    }
    expect(await live(shop, run)).toMatchObject({ state: 'done', ran: { change: 2 } });
  });
});

describe('orders', () => {
  test('a pause stops the run before its next command, until a person lets it go on', async () => {
    const shop = world();
    const run = await startRun(shop);
    const order = { kind: 'pause', reason: 'let me look' } as const;
    await store.send({ id: `p-${run.id}`, runId: run.id, order, by: BEN, sentAt: Date.now(), signature: null });
    expect(await live(shop, run)).toMatchObject({ state: 'paused', exitCode: 4 });
    expect(await store.run(run.id)).toMatchObject({ status: 'paused' });
    expect(await live(shop, run)).toMatchObject({ state: 'paused' });
    const resumed = {
      type: 'run-ordered',
      order: 'resume',
      by: 'ben',
      reason: '',
      runId: run.id,
      at: Date.now(),
    } as const;
    expect(await store.annotate(run.id, [resumed])).toBe(true);
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    expect(await eventTypes(run.id)).toContain('run-ordered');
  });

  test('a viewer may not cancel', async () => {
    const shop = world({ people: { ann: { role: 'admin' }, ben: { role: 'viewer' } } });
    const run = await startRun(shop);
    const order = { kind: 'cancel', reason: '' } as const;
    await store.send({ id: `c-${run.id}`, runId: run.id, order, by: BEN, sentAt: Date.now(), signature: null });
    expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
    expect(await eventTypes(run.id)).toContain('message-rejected');
  });

  test('a parked run is cancelled without a worker, and takes no answer any more', async () => {
    const shop = world();
    const run = await startRun(shop);
    await live(shop, run);
    const order = {
      order: 'cancel',
      by: BEN,
      reason: 'wrong runbook',
      worker: 'w',
      wall: lifeOptions(shop).host.clock,
    } as const;
    expect(await orderParked(store, run.id, order)).toBe(true);
    expect(await store.run(run.id)).toMatchObject({ status: 'cancelled' });
    await expect(orderParked(store, run.id, order)).rejects.toMatchObject({ code: 'RUN_ENDED' });
    expect(await store.verifyRun(run.id)).toMatchObject({ ok: true });
  });
});

test('a secret that was given at the start is used, not kept, and asked for in the next life', async () => {
  const markdown = MARKDOWN.replace('world set rest 5', 'world set rest "$API_TOKEN"');
  const shop = world({ markdown });
  const run = await startRun(shop);
  await live(shop, run, { secrets: { API_TOKEN: 'hunter2hunter' } });
  await reply(shop, run, { value: 'approve' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'parameter', isSecret: true } });
  await reply(shop, run, { value: 'hunter2hunter' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'parameter' } });
  const sayIt = async (request: AskRequest): Promise<Answer | null> =>
    request.kind === 'parameter' ? { value: 'hunter2hunter', by: ANN } : { value: 'approve', by: ANN };
  expect(await live(shop, run, { answer: sayIt })).toMatchObject({ state: 'done' });
  expect(shop.state.get('rest')).toBe('hunter2hunter');
  expect(JSON.stringify(await store.events(run.id))).not.toContain('hunter2hunter');
});

test('one changing run per resource: the second is refused and shown the holder, until the first has ended', async () => {
  const shop = world();
  const first = await startRun(shop);
  const second = await startRun(shop, { grants: ['change'] });
  await live(shop, first);
  const report = await live(shop, second);
  expect(report).toMatchObject({ state: 'refused', note: expect.stringContaining(first.id) });
  expect(shop.state.get('workers')).toBe('4');
  await reply(shop, first, { value: 'refuse' });
  await live(shop, first);
  await store.setStatus(second.id, { from: ['refused'], to: 'ready' });
  expect(await live(shop, second)).toMatchObject({ state: 'done' });
});

test('the circuit breaker: what was granted beforehand is not enough after so many changes in an hour', async () => {
  const shop = world({ environment: { limits: { changesPerHour: 1 } } });
  const run = await startRun(shop, { grants: ['change'] });
  const report = await live(shop, run);
  expect(report).toMatchObject({ state: 'waiting', ran: { change: 1 } });
  expect(report.waitingFor).toMatchObject({ kind: 'approval', warnings: [expect.stringContaining('hour')] });
});

test('a worker takes up what is ready and what was left by a dead one, and gives back what it holds when it ends', async () => {
  const shop = world();
  const dead = await startRun(shop, { grants: ['change'] });
  const fresh = await startRun(shop, { grants: ['change'] });
  const environments = [dead.environment, fresh.environment];
  await store.claim(dead.id, { worker: 'dead', environments, leaseMs: 100 });
  const ending = new AbortController();
  const ids = async () => (await store.workers()).map(({ id }) => id);
  const options = lifeOptions(shop, { environments });
  let known: string[] = [];
  let ended = 0;
  const onLife = async ({ kind }: WorkerEvent): Promise<void> => {
    if (kind === 'ended') ended += 1;
    if (ended < 2 || ending.signal.aborted) return;
    known = await ids();
    ending.abort();
  };
  await runWorker({ ...options, jobs: 1, machine: { host: 'h', pid: 1 }, yielding: ending.signal, onLife });
  expect(known).toContain(options.worker);
  expect(await ids()).not.toContain(options.worker);
  expect(await Promise.all([dead, fresh].map(async ({ id }) => (await store.run(id)).status))).toEqual([
    'done',
    'done',
  ]);
}, 30_000);
