/** Kills a run at every point at which something is written, and lets another life take it over. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandHandler, type RunEvent, SteadyError } from '@steadyhand/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordedCalls } from './replay.ts';
import { died, intents, type Life, type LifeOptions, live, untouchable, World } from './test-world.ts';

const BLOCKS = [
  'count=$(world get count)\nscale() {\n  world set "$1" "$2"\n  world get "$1"\n}',
  'scale count $((count + 2))\nfor queue in jobs mails; do world set $queue purged; done\nworld get list | grep -c a > /tmp/n.txt || true',
  'sleep 300\nnow=$(date +%s)\nworld set stamp "$now"\necho "stamp $now" >> /tmp/notes.txt\nuntil [ "$(world get ready)" = yes ]; do sleep 10; done',
  'world drop "old-$(cat /tmp/n.txt)"\nworld set notes - < /tmp/notes.txt\ncat /tmp/notes.txt\nscale count 4',
  'LIMIT=$(world set limit 9)\nworld set file "$(cat host.txt) $LIMIT"\nfor f in *.txt; do world set "$f"; done',
  'world get count\nworld drop keep || true; world set never\nworld set never',
  'world set last "$(tail -n 1 host.txt) $([ -e later.md ] && echo yes || echo no)"; echo more >> host.txt; cat host.txt',
];
const CHANGES = 12;

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

/** The caller's folder of the first life, another one with the same names in it, and one that is not there. */
let folders = { first: '', later: '', none: '' };

beforeAll(async () => {
  const [first = '', later = ''] = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), 'steadyhand-'))));
  folders = { first, later, none: join(first, 'nowhere') };
  for (const [i, folder] of [first, later].entries()) {
    for (const name of ['a.txt', 'host.txt']) await writeFile(join(folder, name), `file ${name} of folder ${i}\n`);
  }
  await writeFile(join(later, 'later.md'), '');
});

afterAll(async () => {
  for (const folder of [folders.first, folders.later]) await rm(folder, { recursive: true });
});

/** Leaves out one command, and puts other arguments in place of another's. */
const guard: NonNullable<LifeOptions['guard']> = async ({ edited, call: { argv } }) => {
  if (argv[1] === 'keep') return { verdict: 'skip', reason: 'it is needed', by: 'ann' };
  if (argv[1] !== 'limit' || edited) return { verdict: 'run', by: 'test' };
  return { verdict: 'edit', argv: ['set', 'limit', '5'], reason: 'nine is too many', by: 'ann' };
};

type More = Partial<LifeOptions>;

function begin(handlers: readonly CommandHandler[], kept: RunEvent[], more: More = {}): Promise<Life> {
  return live({ handlers, blocks: BLOCKS, kept, guard, workingFolder: folders.first, ...more });
}

function resume(handlers: readonly CommandHandler[], kept: RunEvent[], more: More = {}): Promise<Life> {
  return begin(handlers, kept, { workingFolder: folders.later, ...more });
}

async function whole(): Promise<{ events: RunEvent[]; world: World; life: Life }> {
  const [world, events] = [newWorld(), [] as RunEvent[]];
  const life = await begin(world.handlers({ reconciles: true }), events);
  expect(life.error).toBeNull();
  return { events, world, life };
}

/** A record of its own is the same again, asks nobody, shows nothing and needs no folder. */
async function expectReplayable(kept: readonly RunEvent[], life: Life): Promise<void> {
  const again = [...kept];
  const replayed = await begin(untouchable(['world', 'date']), again, { workingFolder: folders.none });
  expect(replayed.error).toBeNull();
  expect(replayed.results).toEqual(life.results);
  expect(again).toEqual(kept);
  expect([replayed.opened.requests, replayed.opened.output, replayed.opened.slept]).toEqual([[], [], []]);
  expect(replayed.opened.session.replaying()).toBe(false);
}

function isOfLane(event: RunEvent): boolean {
  return 'lane' in event;
}

function expectWholeRecord(events: readonly RunEvent[], world: World): void {
  const calls = recordedCalls(events, 'main');
  expect(calls.map(({ intent }) => intent?.seq)).toEqual(calls.map((_, i) => i));
  const skipped = calls.filter(({ intent }) => intent?.verdict === 'skip');
  expect(skipped.map(({ intent, outcome }) => [intent?.argv[1], outcome?.state])).toEqual([['keep', 'refused']]);
  const edited = calls.filter(({ edit }) => edit !== null);
  expect(edited.map(({ intent, edit }) => [edit?.from, intent?.argv[2]])).toEqual([['world set limit 9', '5']]);
  expect(calls.filter(({ outcome }) => outcome?.state !== 'done')).toEqual(skipped);
  const changed = intents(events).filter(
    ({ effect, verdict }) => effect !== 'read' && effect !== 'local' && verdict === 'run',
  );
  expect(world.changes).toEqual(changed.map(({ clientToken }) => clientToken));
  expect(new Set(world.changes).size).toBe(CHANGES);
  const paths = events.flatMap((event) => (event.type === 'host-file' ? [event.path] : []));
  expect(new Set(paths).size).toBe(paths.length);
}

test('a whole record replays to the same results, and nothing is called, asked, written or shown', async () => {
  const { events, world, life } = await whole();
  expectWholeRecord(events, world);
  expect(life.opened.slept.slice(0, 1)).toEqual([300_000]);
  await expectReplayable(events, life);
});

test('R3 killed at every point of the record, each change happens exactly once', { timeout: 240_000 }, async () => {
  const { events } = await whole();
  for (let event = 0; event < events.length; event += 1) {
    for (const kept of [false, true]) {
      const [world, journal] = [newWorld(), [] as RunEvent[]];
      const handlers = world.handlers({ reconciles: true });
      const first = await begin(handlers, journal, { death: { event, kept } });
      expect(died(first)).toBe(true);
      const second = await resume(handlers, journal);
      expect(second.error).toBeNull();
      expectWholeRecord(journal, world);
      if (event % 4 === 0) await expectReplayable(journal, second);
    }
  }
});

test('R3 where no handler can tell, a change is reported unknown and never made twice', {
  timeout: 240_000,
}, async () => {
  const { events } = await whole();
  let unknown = 0;
  for (let event = 0; event < events.length; event += 1) {
    for (const kept of [false, true]) {
      const [world, journal] = [newWorld(), [] as RunEvent[]];
      const handlers = world.handlers({ reconciles: false });
      await begin(handlers, journal, { death: { event, kept } });
      const second = await resume(handlers, journal);
      expect(new Set(world.changes).size).toBe(world.changes.length);
      if (second.error === null) continue;
      unknown += 1;
      expect(second.error).toMatchObject({ code: 'COMMAND_INTERRUPTED', exitCode: 5 });
      expect(journal.at(-2)).toMatchObject({ type: 'command-reconciled', decision: 'abort', by: 'nobody to ask' });
      expect(journal.at(-1)).toMatchObject({ type: 'command-outcome', state: 'unknown' });
      const person = resume(handlers, journal, {
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

test('B7 interrupted after any event, no change is unknown, and each happens exactly once', {
  timeout: 240_000,
}, async () => {
  const { events } = await whole();
  for (let interruptAfter = 0; interruptAfter < events.length; interruptAfter += 1) {
    const [world, journal] = [newWorld(), [] as RunEvent[]];
    const handlers = world.handlers({ reconciles: false });
    const first = await begin(handlers, journal, { interruptAfter });
    // The last event may come when there is nothing left to stop.
    if (first.error !== null) expect(first.error).toMatchObject({ code: 'RUN_PAUSED' });
    else expect(interruptAfter).toBe(events.length - 1);
    const second = await resume(handlers, journal);
    expect(second.error).toBeNull();
    expectWholeRecord(journal, world);
    if (interruptAfter % 4 === 0) await expectReplayable(journal, second);
  }
});

test('R1 reads that were lost at the tail are made again', { timeout: 240_000 }, async () => {
  const { events } = await whole();
  let lost = 0;
  for (let event = 0; event < events.length; event += 1) {
    const [world, journal] = [newWorld(), [] as RunEvent[]];
    const handlers = world.handlers({ reconciles: true });
    await begin(handlers, journal, { death: { event, kept: true } });
    const isRead = recordedCalls(journal, 'main').map(({ intent }) => intent?.effect === 'read');
    const firm = isRead.lastIndexOf(false);
    const kept = journal.slice(0, journal.findLastIndex((written) => 'lane' in written && written.seq <= firm) + 1);
    lost += journal.length - kept.length;
    const second = await resume(handlers, kept);
    expect(second.error).toBeNull();
    expectWholeRecord(kept, world);
  }
  expect(lost).toBeGreaterThan(10);
});

test('lives that die one after the other get there', { timeout: 240_000 }, async () => {
  const deaths = fc.array(fc.record({ event: fc.integer({ min: 0, max: 50 }), kept: fc.boolean() }), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(deaths, async (ends) => {
      const [world, journal] = [newWorld(), [] as RunEvent[]];
      const handlers = world.handlers({ reconciles: true });
      for (const [i, death] of ends.entries()) await (i % 2 ? resume : begin)(handlers, journal, { death });
      const last = await resume(handlers, journal);
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
    ['limit 9', 'limit 8'],
    ['drop keep', 'drop kept'],
    ['cat host.txt) $L', 'cat a.txt) $L'],
  ];
  for (const [from, to] of edits) {
    const world = newWorld();
    const blocks = BLOCKS.map((block) => block.replace(from, to));
    expect(blocks).not.toEqual(BLOCKS);
    const kept = [...events];
    const { error } = await resume(world.handlers({ reconciles: true }), kept, { blocks });
    expect(error).toBeInstanceOf(SteadyError);
    expect(error).toMatchObject({ code: 'RUN_DIVERGED', exitCode: 5 });
    expect([world.calls, kept.filter(isOfLane)]).toEqual([0, events.filter(isOfLane)]);
  }
});
