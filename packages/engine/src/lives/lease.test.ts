import { setTimeout as wait } from 'node:timers/promises';
import { type CommandHandler, SteadyError } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../store/store.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing-store.ts';
import { live, startRun, TWO_CHANGES, type World, worldIn } from './testing-lives.ts';

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

function slow(): CommandHandler {
  return {
    version: 'slow@1',
    grammar: {
      program: 'slow',
      summary: '',
      examples: ['slow 1'],
      analyse: () => ({ effect: 'change', operation: 'slow', reason: '', resources: [], arguments: [] }),
    },
    readsStdin: () => false,
    run: async ({ argv }, { signal }) => {
      await wait(Number(argv[0]), undefined, { signal });
      return { exitCode: 0, stdout: '', stderr: '' };
    },
  };
}

test('a change under way outlives a moment without the database', async () => {
  let beats = 0;
  const flaky: Store = {
    ...store,
    heartbeat: async (hold, ms) => {
      beats += 1;
      if (beats === 1) throw new SteadyError('DATABASE_FAILED', { reason: 'cut' });
      return store.heartbeat(hold, ms);
    },
  };
  const shop = world({
    store: flaky,
    programs: [slow()],
    markdown: TWO_CHANGES.replace('world set rest 5', 'slow 1200'),
  });
  const run = await startRun(shop, grants);
  expect(await live(shop, run, { leaseMs: 1500 })).toMatchObject({ state: 'done' });
});

test('a life whose database does not answer ends with its lease, and a change under way is cut', async () => {
  const silent: Store = { ...store, heartbeat: () => new Promise(() => undefined) };
  const markdown = TWO_CHANGES.replace('world set rest 5', 'slow 60000');
  const shop = world({ store: silent, programs: [slow()], markdown });
  const run = await startRun(shop, grants);
  expect(await live(shop, run, { leaseMs: 600 })).toMatchObject({ state: 'unknown' });
  expect(await store.run(run.id)).toMatchObject({ status: 'running' });
}, 20_000);
