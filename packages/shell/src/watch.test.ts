import type { RunEvent, Watching } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { dryRun, handlerOf, open, recorder, shell } from './test-kit.ts';
import { intents, live } from './test-world.ts';
import { parseWatch } from './watch-words.ts';

/** A world whose answer is another one each time, and a person who ends the watch at the n-th look. */
function watched(looks: number) {
  const ended = new AbortController();
  const state = { looks: 0, over: 0, ended };
  const over = (): void => {
    state.over += 1;
  };
  const world = recorder('world', () => {
    state.looks += 1;
    if (state.looks === looks) ended.abort();
    return { stdout: `look ${state.looks}\n` };
  });
  const beginWatch = (): Watching => ({ ended: ended.signal, over });
  return { state, world, beginWatch };
}

test('where nobody looks on there is one look, and it says so', async () => {
  const { world } = watched(9);
  const { session, slept } = await open([world.handler]);
  const { exitCode, stdout, stderr } = await session.run(shell("watch -n 5 'world get queue'; world log after"));
  expect([exitCode, stdout]).toEqual([0, 'look 1\nlook 2\n']);
  expect(stderr).toContain('one look');
  expect(slept).toEqual([]);
  expect(world.calls.map(({ argv }) => argv)).toEqual([
    ['get', 'queue'],
    ['log', 'after'],
  ]);
});

test('at a terminal it looks until the person ends it; the run goes on, and the record has the last look', async () => {
  const { state, world, beginWatch } = watched(3);
  const opened = await open([world.handler], undefined, { beginWatch });
  const { stdout, stderr } = await opened.session.run(shell('watch -n 5 world get queue\nworld log after'));
  expect(stdout).toBe('look 2\nlook 4\n');
  expect(stderr).toBe('watch: 2 looks, of which this is the last\n');
  expect(opened.slept).toEqual([5000, 5000]);
  expect(state.over).toBe(1);
  expect(opened.output.filter(({ stream }) => stream === 'stdout').map(({ text }) => text)).toEqual([
    'look 1\n',
    'look 2\n',
    'look 4\n',
  ]);
  expect(intents(opened.events).map(({ seq, program, verdict }) => [seq, program, verdict])).toEqual([
    [0, 'watch', 'run'],
    [1, 'world', 'run'],
  ]);
  expect(opened.requests.map(({ command }) => command)).toEqual([
    'watch -n 5 world get queue',
    ...Array(3).fill('world get queue'),
    'world log after',
  ]);
});

test.each(['world set a 1', 'world drop a', 'world show a', 'world get a; world set a 1', 'other set a'])(
  'what does not only read is refused before anything runs: %s',
  async (text) => {
    const world = recorder('world');
    const other = recorder('other');
    const { session } = await open([world.handler, other.handler]);
    await expect(session.run(shell(`world set first\nwatch '${text}'`))).rejects.toMatchObject({
      code: 'CONSTRUCT_REFUSED',
      message: expect.stringContaining('only what reads is watched'),
    });
    expect([...world.calls, ...other.calls]).toEqual([]);
  },
);

test.each([
  'V=set; watch "world $V a"',
  "export V=set; watch 'world $V a'",
  'watch \'bash -c "world \\$(echo set) a"\'',
])('what turns out not to only read stops the session: %s', async (text) => {
  const world = recorder('world');
  const { session } = await open([world.handler]);
  await expect(session.run(shell(`${text} || true; world set b`))).rejects.toMatchObject({ code: 'COMMAND_REFUSED' });
  expect(world.calls).toEqual([]);
});

test('a look that fails is shown like any other; a session that is interrupted ends it at once', async () => {
  const failing = handlerOf('world', async () => ({ exitCode: 3, stdout: '', stderr: 'no queue\n' }));
  const one = await open([failing]);
  expect(await one.session.run(shell('watch world get queue'))).toMatchObject({ exitCode: 0 });
  const { world } = watched(99);
  const never = new AbortController();
  const opened = await open([world.handler], undefined, {
    beginWatch: () => ({ ended: never.signal, over: () => undefined }),
    clock: {
      now: () => 0,
      sleep: (_ms, signal) =>
        new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    },
  });
  const running = opened.session.run(shell('watch world get queue'));
  await expect.poll(() => world.calls.length).toBe(1);
  opened.controller.abort();
  await expect(running).rejects.toMatchObject({ code: 'INTERRUPTED' });
});

test('a later life has the last look of the record, with the files that it wrote', async () => {
  const { world } = watched(99);
  const kept: RunEvent[] = [];
  const options = { handlers: [world.handler], blocks: ["watch 'world get q > last; cat last'\ncat last"], kept };
  const first = await live(options);
  const again = await live(options);
  expect(again.error).toBeNull();
  expect(again.results.map(({ stdout }) => stdout)).toEqual(first.results.map(({ stdout }) => stdout));
  expect(first.results[0]?.stdout).toBe('look 1\nlook 1\n');
  expect(world.calls).toHaveLength(1);
});

test('what is looked at after something was held is not asked of the world where it depends on it', async () => {
  const world = recorder('world');
  const { session } = await open([world.handler], dryRun);
  await session.run(shell('X=$(world set a); watch world get "$X"'));
  expect(world.calls).toEqual([]);
});

test.each<[string[], ReturnType<typeof parseWatch>]>([
  [['-n', '5', 'a b'], { seconds: 5, text: 'a b', problem: null }],
  [['-dn0,5', 'a', '-n', 'b'], { seconds: 0.5, text: 'a -n b', problem: null }],
  [['--interval=10', '-t', '-x', 'a', 'b c'], { seconds: 10, text: "a 'b c'", problem: null }],
  [['a'], { seconds: 2, text: 'a', problem: null }],
])('%j', (argv, expected) => {
  expect(parseWatch(argv)).toEqual(expected);
});

test.each([['-g', 'a'], ['-n'], ['-n', 'x', 'a'], []])('refused: %s %s %s', async (...argv) => {
  expect(parseWatch(argv).problem).not.toBeNull();
});
