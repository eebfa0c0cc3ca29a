import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing-store.ts';
import { ANN, live, reply, startRun, TWO_CHANGES, type World, worldIn } from './testing-lives.ts';

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

test('a read-only run changes nothing on whatever worker, though changes were granted', async () => {
  const here = world();
  const run = await startRun(here, { readOnly: true, grants: ['change'] });
  expect(await live(here, run)).toMatchObject({ state: 'refused', exitCode: 3 });
  expect([...here.state]).toEqual([['workers', '4']]);
});

test('a read that somebody edits into a change is refused, though they approve of it', async () => {
  const markdown = TWO_CHANGES.replace('world set workers 6', 'world get workers');
  const here = world({ markdown, environment: { policy: { read: 'ask' } } });
  const run = await startRun(here, { readOnly: true, grants: ['change'] });
  expect(await live(here, run)).toMatchObject({ state: 'waiting' });
  await reply(here, run, { by: ANN, value: 'edit', argv: ['set', 'workers', '9'], reason: 'more' });
  expect(await live(here, run)).toMatchObject({ state: 'refused', note: expect.stringContaining('read-only session') });
  expect([...here.state]).toEqual([['workers', '4']]);
});
