/** Lines that a command of the runbook reads. */
import type { Answer } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing-store.ts';
import { ANN, live, openQuestion, reply, startRun, TWO_CHANGES, type World, worldIn } from './testing-lives.ts';

let database: TestDatabase;
let store: Store;
beforeAll(async () => {
  database = await startTestDatabase();
  store = await database.openStore();
}, 60_000);
afterAll(() => database.end());

function reading(line: string, then: string): World {
  return worldIn(store, {
    markdown: TWO_CHANGES.replace('   world set rest 5', `   world set first 1\n   ${line}\n   ${then}`),
  });
}
const grants = { grants: ['change'] as const };

test('a run waits for the line that a command reads, and goes on with it in another process', async () => {
  const shop = reading('read -r -p "How many? (1-9) " count', 'world set rest "$count"');
  const run = await startRun(shop, grants);
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'input', name: 'count' } });
  expect(await openQuestion(shop, run)).toMatchObject({ text: 'How many? (1-9)', isSecret: false, choices: [] });
  expect(shop.state.get('first')).toBe('1');
  shop.state.delete('first');
  await reply(shop, run, { value: '7' });
  expect(await live(shop, run)).toMatchObject({ state: 'done' });
  expect(shop.state.get('rest')).toBe('7');
  expect(shop.state.has('first')).toBe(false);
});

test('an empty line is an answer, and so is the end of input', async () => {
  const shop = reading('read -p "Press return " && read x || world set ended 1', 'world set rest 0');
  const run = await startRun(shop, grants);
  await live(shop, run);
  await reply(shop, run, { value: '' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { name: 'x' } });
  await reply(shop, run, { value: '', end: true });
  expect(await live(shop, run)).toMatchObject({ state: 'done' });
  expect([shop.state.get('ended'), shop.state.get('rest')]).toEqual(['1', '0']);
});

test('an answer that was kept is used, though the process ended before the command had it', async () => {
  const shop = reading('read count', 'world set rest "$count"');
  const run = await startRun(shop, grants);
  const controller = new AbortController();
  await live(shop, run, {
    answer: async () => ({ value: '4', by: ANN }),
    notify: ({ type }) => type === 'answered' && controller.abort(),
    signal: controller.signal,
  });
  expect(shop.state.has('rest')).toBe(false);
  await store.setStatus(run.id, { from: ['interrupted'], to: 'ready' });
  expect(await live(shop, run)).toMatchObject({ state: 'done' });
  expect(shop.state.get('rest')).toBe('4');
});

test('a secret is given at the terminal alone, and stored nowhere', async () => {
  const shop = reading('read -rsp "Token: " token', 'world set rest "$token"');
  const run = await startRun(shop, grants);
  await live(shop, run);
  await reply(shop, run, { value: 'sent-by-message' });
  expect(await live(shop, run)).toMatchObject({ state: 'waiting', waitingFor: { kind: 'input', isSecret: true } });
  const answer = async (): Promise<Answer> => ({ value: 'hunter2hunter', by: ANN });
  expect(await live(shop, run, { answer })).toMatchObject({ state: 'done' });
  expect(shop.state.get('rest')).toBe('hunter2hunter');
  expect(JSON.stringify(await store.events(run.id))).not.toMatch(/hunter2hunter|sent-by-message/);
});
