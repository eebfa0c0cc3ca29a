/** B5: a person leaves a command out. */
import type { RunEvent } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { type Guard, handlerOf, open, recorder, shell } from './test-kit.ts';
import { intents, live, untouchable } from './test-world.ts';

const skipDrops: Guard = ({ analysis: { effect } }) =>
  effect === 'destroy' ? { verdict: 'skip', reason: 'not tonight', by: 'ann' } : { verdict: 'run', by: 'test' };

test.each([
  'world drop a || true; world set b',
  'if world drop a; then :; fi; world set b',
  'X=$(world drop a) || true; world set b',
  'world drop a | cat; world set b',
  'for i in 1 2; do world drop a || :; done; world set b',
  'bash -c "world drop a" || world set b',
  'f() { world drop a || :; }; f; world set b',
])('B5 what is skipped leaves out the rest of its block: %s', async (text) => {
  const world = recorder('world');
  const { session, events, output } = await open([world.handler], skipDrops);
  const result = await session.run(shell(`world get a\nX=1; ${text}\nworld set c`));
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['get a']);
  expect(result).toMatchObject({ skipped: 'world drop a', wouldWait: null, ended: false, exitCode: 0 });
  expect(result.pieces.at(-1)).toMatchObject({ line: 11, stderr: 'skipped: world drop a\n' });
  expect(output.at(-1)).toMatchObject({ stream: 'stderr', text: 'skipped: world drop a\n' });
  expect(events.slice(2)).toMatchObject([
    { type: 'command-intent', seq: 1, verdict: 'skip', approvedBy: 'ann' },
    { type: 'command-outcome', seq: 1, state: 'refused', exitCode: 126, stderr: 'skipped by ann: not tonight\n' },
  ]);
  await session.close();
});

test('B5 the session goes on with the next block, and with what there was before the piece', async () => {
  const world = recorder('world');
  const { session } = await open([world.handler], skipDrops);
  await session.run(shell('f() { world get "$1"; }\nA=before; cd /tmp\nA=after; world drop a; A=never'));
  expect(await session.run(shell('f "$A"; pwd'))).toMatchObject({ skipped: null, stdout: '/tmp\n' });
  expect(world.calls.map(({ argv }) => argv[1])).toEqual(['before']);
  await session.close();
});

test('B5 a skipped command is skipped again in the next life, by nobody but the record', async () => {
  const kept: RunEvent[] = [];
  const blocks = ['world set a; world drop b; world set c', 'world set d'];
  const first = await live({ handlers: [recorder('world').handler], blocks, kept, guard: async (r) => skipDrops(r) });
  const written = kept.length;
  const second = await live({ handlers: untouchable(['world']), blocks, kept });
  expect(second.error).toBeNull();
  expect(second.results).toEqual(first.results);
  expect([second.opened.requests, second.opened.output, kept.length]).toEqual([[], [], written]);
  expect(second.opened.session.replaying()).toBe(false);
});

test('B5 a change that would run again can be skipped in its place', async () => {
  const kept: RunEvent[] = [];
  const lost = handlerOf('world', async () => {
    throw new TypeError('socket hang up');
  });
  const blocks = ['world drop a; world set b', 'world set c'];
  await live({ handlers: [lost], blocks, kept });
  const world = recorder('world');
  const later = { handlers: [world.handler], blocks, kept };
  const second = await live({
    ...later,
    guard: async (request) => skipDrops(request),
    onUnknown: async () => ({ treat: 'run-again', by: 'bob' }),
  });
  expect(second.results.map(({ skipped }) => skipped)).toEqual(['world drop a', null]);
  expect(intents(kept).map(({ seq, verdict }) => [seq, verdict])).toEqual([
    [0, 'run'],
    [0, 'skip'],
    [1, 'run'],
  ]);
  expect((await live(later)).results).toEqual(second.results);
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['set c']);
});

test('B5 the reason of a person passes the redactor', async () => {
  const world = recorder('world');
  const guard: Guard = () => ({ verdict: 'skip', reason: 'the password is hunter2-x', by: 'ann' });
  const { session, events, redactor } = await open([world.handler], guard);
  redactor.add('hunter2-x');
  const result = await session.run(shell('world drop hunter2-x'));
  expect(JSON.stringify([events, result])).not.toContain('hunter2-x');
  await session.close();
});
