import { randomUUID } from 'node:crypto';
import { type Answer, type AskRequest, type CommandHandler, type Message, SystemSchema } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createKeyPair } from '../people/signature.ts';
import type { Store } from '../store/store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing-store.ts';
import { createWorldProgram } from '../test-kit.ts';
import {
  ANN,
  type LifeChanges,
  lifeOptions,
  live,
  openQuestion,
  reply,
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
const grants = { grants: ['change'] as const };

/** Answers as a terminal does: with a message of its own. */
function terminal(say: (request: AskRequest) => string | null) {
  return async (request: AskRequest): Promise<Answer | null> => {
    const value = say(request);
    if (value === null) return null;
    const digest = request.kind === 'approval' ? request.digest : null;
    const order = { kind: 'answer', questionId: request.id, digest, value, reason: '' } as const;
    const message: Message = {
      id: randomUUID(),
      runId: request.runId,
      order,
      by: ANN,
      sentAt: Date.now(),
      signature: null,
    };
    return { value, by: ANN, message };
  };
}

test('a secret typed at the terminal is used, and stored nowhere', async () => {
  const markdown = TWO_CHANGES.replace('world set rest 5', 'world set rest "$API_TOKEN"');
  const shop = world({ markdown });
  const run = await startRun(shop, grants);
  const report = await live(shop, run, {
    answer: terminal((r) => (r.kind === 'parameter' ? 'hunter2hunter' : 'approve')),
  });
  expect(JSON.stringify(await store.messages(run.id))).not.toContain('hunter2hunter');
  expect(report).toMatchObject({ state: 'done' });
});

test('a run that was stopped after a failure asks again, visibly, when it is resumed', async () => {
  const shop = world({ markdown: TWO_CHANGES.replace('world set rest 5', 'world fail') });
  const run = await startRun(shop, grants);
  await live(shop, run);
  await reply(shop, run, { value: 'stop' });
  expect(await live(shop, run)).toMatchObject({ state: 'failed' });
  await store.setStatus(run.id, { from: ['failed'], to: 'ready' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'person' } });
  await reply(shop, run, { value: 'skip', reason: 'x' });
  expect(await live(shop, run)).toMatchObject({ state: 'failed', note: expect.stringContaining('of 2') });
});

test('an unknown change at which somebody stopped is asked about again', async () => {
  const dying: CommandHandler = {
    ...createWorldProgram(new Map()),
    run: async () => {
      throw new Error('cut');
    },
  };
  const shop = world({ programs: [dying], markdown: TWO_CHANGES });
  const run = await startRun(shop, grants);
  expect(await live(shop, run)).toMatchObject({ state: 'unknown' });
  await store.setStatus(run.id, { from: ['unknown'], to: 'ready' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'unknown' } });
  await reply(shop, run, { value: 'stop' });
  expect(await live(shop, run)).toMatchObject({ state: 'unknown' });
  await store.setStatus(run.id, { from: ['unknown'], to: 'ready' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'unknown' } });
});

test('a run waits for what it asks, not for what it asked last', async () => {
  const markdown = TWO_CHANGES.replace('world set rest 5', 'world set rest "$API_TOKEN"');
  const shop = world({ markdown });
  const run = await startRun(shop);
  const say = async (r: AskRequest): Promise<Answer | null> =>
    r.kind === 'parameter' ? { value: 'hunter2hunter', by: ANN } : null;
  await live(shop, run, { answer: say });
  await reply(shop, run, { value: 'approve' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'parameter' } });
  expect((await store.run(run.id)).status).toBe('waiting');
});

test('a run that sleeps asks nothing', async () => {
  const shop = world({ markdown: TWO_CHANGES.replace('world set rest 5', 'sleep 600') });
  const run = await startRun(shop);
  await live(shop, run, { parkSleepsMs: 1000 });
  await reply(shop, run, { value: 'approve' });
  expect(await live(shop, run, { parkSleepsMs: 1000 })).toMatchObject({ state: 'waiting', waitingFor: null });
});

describe('a value that cannot be is refused, and asked for again', () => {
  test.each(['', 'many'])('"%s"', async (wrong) => {
    const shop = world({ markdown: TWO_CHANGES.replace('world set rest 5', 'world set rest $((COUNT + 1))') });
    const run = await startRun(shop, grants);
    await live(shop, run);
    await reply(shop, run, { value: wrong });
    await live(shop, run).catch(() => undefined);
    expect((await store.run(run.id)).status).toBe('waiting');
    await reply(shop, run, { value: '4' });
    expect(await live(shop, run)).toMatchObject({ state: 'done' });
    expect(shop.state.get('rest')).toBe('5');
  });
});

test('a yes of before does not count for what takes more now', async () => {
  const people = { ann: { role: 'admin' }, ben: { role: 'responder' } };
  const shop = world({ people, environment: { approvals: { change: { approvers: 2 } } } });
  const run = await startRun(shop);
  await live(shop, run);
  await reply(shop, run, { value: 'approve' });
  await live(shop, run);
  const options = lifeOptions(shop, { environments: [run.environment] });
  const system = systemOf(run);
  const approvals = { change: { approvers: 1, role: 'approver' as const, otherThanRequester: false } };
  const environments = Object.entries(system.environments).map(([name, it]) => [name, { ...it, approvals }]);
  const own = { ...system, environments: Object.fromEntries(environments) };
  await store.setStatus(run.id, { from: ['waiting'], to: 'ready' });
  const report = await live(shop, run, { prepare: async (it) => ({ ...(await options.prepare(it)), system: own }) });
  expect(shop.state.get('workers')).toBe('4');
  expect(report).toMatchObject({ state: 'waiting', waitingFor: { needs: { role: 'approver' } } });
});

test('an approval that somebody wrote into the record in the name of one who signs does not count', async () => {
  const ben = createKeyPair();
  const shop = world({ people: { ben: { role: 'approver', key: ben.publicKey }, ann: { role: 'responder' } } });
  const run = await startRun(shop);
  await live(shop, run);
  const question = await openQuestion(shop, run);
  const digest = question.kind === 'approval' ? question.digest : '';
  const said = { stepId: question.stepId, digest, command: 'world set workers 6', granted: true, by: 'ben' };
  const forged = {
    type: 'approval',
    runId: run.id,
    at: Date.now(),
    questionId: question.id,
    choice: 'approve',
    ...said,
  } as const;
  expect(await store.annotate(run.id, [forged])).toBe(true);
  await store.setStatus(run.id, { from: ['waiting'], to: 'ready' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting' });
  expect(shop.state.get('workers')).toBe('4');
});

test('who may approve is for the files of the worker to say, not for those of the database', async () => {
  const shop = world();
  const run = await startRun(shop, { grants: ['change'] });
  const options = lifeOptions(shop, { environments: [run.environment] });
  const own = SystemSchema.parse({ system: 'shop', people: { ben: { role: 'admin' } } });
  const prepare: LifeChanges['prepare'] = async (it) => ({ ...(await options.prepare(it)), system: own });
  expect(await live(shop, run, { prepare })).toMatchObject({
    state: 'refused',
    note: expect.stringContaining('viewer'),
  });
});
