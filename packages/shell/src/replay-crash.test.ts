/** Kills a run at every point at which something is written, and lets another life take it over. */
import { type RunEvent, SteadyError } from '@steadyhand/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordedCalls } from './replay.ts';
import { died, intents, type Life, live, untouchable, World } from './test-world.ts';

const BLOCKS = [
  'count=$(world get count)\nscale() {\n  world set "$1" "$2"\n  world get "$1"\n}',
  'scale count $((count + 2))\nfor queue in jobs mails; do world set $queue purged; done\nworld get list | grep -c a > /tmp/n.txt || true',
  'sleep 300\nnow=$(date +%s)\nworld set stamp "$now"\necho "stamp $now" >> /tmp/notes.txt\nuntil [ "$(world get ready)" = yes ]; do sleep 10; done',
  'world drop "old-$(cat /tmp/n.txt)"\nworld set notes - < /tmp/notes.txt\ncat /tmp/notes.txt\nscale count 4',
];
const CHANGES = 7;

/** It gets ready after a while, so that lives differ in what they would read. */
function newWorld(): World {
  const world = new World();
  world.things.set('count', '4');
  world.answer = ([, id = '']) => {
    if (id === 'ready') return { stdout: world.calls > 10 ? 'yes\n' : 'no\n' };
    if (id === 'list') return { stdout: `a ${world.now}\nb\n` };
    return { stdout: `${world.things.get(id)}\n` };
  };
  return world;
}

async function whole(): Promise<{ events: RunEvent[]; world: World; life: Life }> {
  const [world, events] = [newWorld(), [] as RunEvent[]];
  const life = await live({ handlers: world.handlers({ reconciles: true }), blocks: BLOCKS, kept: events });
  expect(life.error).toBeNull();
  return { events, world, life };
}

/** A record of its own is the same again, asks nobody and shows nothing. */
async function expectReplayable(kept: readonly RunEvent[], life: Life): Promise<void> {
  const again = [...kept];
  const handlers = untouchable(['world', 'date']);
  const replayed = await live({ handlers, blocks: BLOCKS, kept: again });
  expect(replayed.error).toBeNull();
  expect(replayed.results).toEqual(life.results);
  expect(again).toEqual(kept);
  expect([replayed.opened.requests, replayed.opened.output, replayed.opened.slept]).toEqual([[], [], []]);
  expect(replayed.opened.session.replaying()).toBe(false);
}

function expectWholeRecord(events: readonly RunEvent[], world: World): void {
  const calls = recordedCalls(events, 'main');
  expect(calls.map(({ intent }) => intent.seq)).toEqual(calls.map((_, i) => i));
  expect(calls.filter(({ outcome }) => outcome?.state !== 'done')).toEqual([]);
  const changed = intents(events).filter(({ effect }) => effect === 'change' || effect === 'destroy');
  expect(world.changes).toEqual(changed.map(({ clientToken }) => clientToken));
  expect(new Set(world.changes).size).toBe(CHANGES);
}

test('a whole record replays to the same results, and nothing is called, asked, written or shown', async () => {
  const { events, world, life } = await whole();
  expectWholeRecord(events, world);
  expect(life.opened.slept.slice(0, 1)).toEqual([300_000]);
  await expectReplayable(events, life);
});

test('R3 killed at every point of the record, each change happens exactly once', { timeout: 120_000 }, async () => {
  const { events } = await whole();
  for (let event = 0; event < events.length; event += 1) {
    for (const kept of [false, true]) {
      const [world, journal] = [newWorld(), [] as RunEvent[]];
      const handlers = world.handlers({ reconciles: true });
      const first = await live({ handlers, blocks: BLOCKS, kept: journal, death: { event, kept } });
      expect(died(first)).toBe(true);
      const second = await live({ handlers, blocks: BLOCKS, kept: journal });
      expect(second.error).toBeNull();
      expectWholeRecord(journal, world);
      if (event % 4 === 0) await expectReplayable(journal, second);
    }
  }
});

test('R3 where no handler can tell, a change is reported unknown and never made twice', {
  timeout: 120_000,
}, async () => {
  const { events } = await whole();
  let unknown = 0;
  for (let event = 0; event < events.length; event += 1) {
    for (const kept of [false, true]) {
      const [world, journal] = [newWorld(), [] as RunEvent[]];
      const handlers = world.handlers({ reconciles: false });
      await live({ handlers, blocks: BLOCKS, kept: journal, death: { event, kept } });
      const second = await live({ handlers, blocks: BLOCKS, kept: journal });
      expect(new Set(world.changes).size).toBe(world.changes.length);
      if (second.error === null) continue;
      unknown += 1;
      expect(second.error).toMatchObject({ code: 'COMMAND_INTERRUPTED', exitCode: 5 });
      expect(journal.at(-2)).toMatchObject({ type: 'command-reconciled', decision: 'abort', by: 'nobody to ask' });
      expect(journal.at(-1)).toMatchObject({ type: 'command-outcome', state: 'unknown' });
      const person = live({
        handlers,
        blocks: BLOCKS,
        kept: journal,
        onUnknown: async ({ clientToken }) =>
          world.happened(clientToken)
            ? { treat: 'done', exitCode: 0, stdout: 'ok\n', by: 'ann' }
            : { treat: 'run-again', by: 'ann' },
      });
      expect((await person).error).toBeNull();
      expectWholeRecord(journal, world);
    }
  }
  // After the intent, and before the outcome, of every change.
  expect(unknown).toBe(CHANGES * 2);
});

test('R1 reads that were lost at the tail are made again', { timeout: 120_000 }, async () => {
  const { events } = await whole();
  let lost = 0;
  for (let event = 0; event < events.length; event += 1) {
    const [world, journal] = [newWorld(), [] as RunEvent[]];
    const handlers = world.handlers({ reconciles: true });
    await live({ handlers, blocks: BLOCKS, kept: journal, death: { event, kept: true } });
    const isRead = recordedCalls(journal, 'main').map(({ intent }) => intent.effect === 'read');
    const firm = isRead.lastIndexOf(false);
    const kept = journal.filter((written) => !('seq' in written) || written.seq <= firm);
    lost += journal.length - kept.length;
    const second = await live({ handlers, blocks: BLOCKS, kept });
    expect(second.error).toBeNull();
    expectWholeRecord(kept, world);
  }
  expect(lost).toBeGreaterThan(10);
});

test('lives that die one after the other get there', { timeout: 120_000 }, async () => {
  const deaths = fc.array(fc.record({ event: fc.integer({ min: 0, max: 30 }), kept: fc.boolean() }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(deaths, async (ends) => {
      const [world, journal] = [newWorld(), [] as RunEvent[]];
      const handlers = world.handlers({ reconciles: true });
      for (const death of ends) await live({ handlers, blocks: BLOCKS, kept: journal, death });
      const last = await live({ handlers, blocks: BLOCKS, kept: journal });
      expect(last.error).toBeNull();
      expectWholeRecord(journal, world);
      await expectReplayable(journal, last);
    }),
    { seed: 42, numRuns: 25 },
  );
});

test('R2 a script that was edited at any call stops before anything runs', { timeout: 60_000 }, async () => {
  const { events } = await whole();
  const edits: readonly (readonly [string, string])[] = [
    ['world get count', 'world get counts'],
    ['count + 2', 'count + 3'],
    ['jobs mails', 'mails jobs'],
    ['sleep 300', 'sleep 301'],
    ['"$now"\necho', '"x$now"\necho'],
    ['world drop "old-', 'world drop "'],
    ['scale count 4', 'world drop count; scale count 4'],
  ];
  for (const [from, to] of edits) {
    const world = newWorld();
    const blocks = BLOCKS.map((block) => block.replace(from, to));
    expect(blocks).not.toEqual(BLOCKS);
    const kept = [...events];
    const { error } = await live({ handlers: world.handlers({ reconciles: true }), blocks, kept });
    expect(error).toBeInstanceOf(SteadyError);
    expect(error).toMatchObject({ code: 'RUN_DIVERGED', exitCode: 5 });
    expect([world.calls, kept.length]).toEqual([0, events.length]);
  }
});
