/** B6: a person puts other arguments in place of the runbook's. */
import type { CommandHandler, RunEvent } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { recordedCalls } from './replay.ts';
import { type Guard, handlerOf, open, recorder, shell } from './test-kit.ts';
import { intents, type LifeOptions, live, RUN_KEY, untouchable } from './test-world.ts';

/** Scales by one step less, once. */
const editSet: Guard = ({ edited, analysis: { operation }, call: { argv } }) =>
  operation === 'set' && !edited
    ? { verdict: 'edit', argv: ['set', argv[1] ?? '', '4'], by: 'ann', reason: 'six is too many' }
    : { verdict: 'run', by: edited ? 'ann' : 'test' };

const asked: LifeOptions['guard'] = async (request) => editSet(request);

test('B6 the edited command is analysed, previewed and asked anew, with the number of the first', async () => {
  const preview: CommandHandler['preview'] = async ({ argv }) => ({ text: `to ${argv[2]}` });
  const world = recorder('world', ([verb]) => ({ stdout: `${verb} ok\n` }));
  const { session, requests, events } = await open([{ ...world.handler, preview }], editSet);
  const { stdout } = await session.run(shell('world get a; world set count 6; world get b'));
  expect(stdout).toBe('get ok\nset ok\nget ok\n');
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['get a', 'set count 4', 'get b']);
  expect(requests.map(({ seq, command, edited, blastRadius }) => [seq, command, edited, blastRadius])).toEqual([
    [0, 'world get a', false, ''],
    [1, 'world set count 6', false, 'to 6'],
    [1, 'world set count 4', true, 'to 4'],
    [2, 'world get b', false, ''],
  ]);
  const [, written, edited] = requests.map(({ digest }) => digest);
  expect(written).not.toBe(edited);
  expect(events.slice(2, 5)).toMatchObject([
    {
      type: 'command-edited',
      seq: 1,
      digest: written,
      from: 'world set count 6',
      argv: ['set', 'count', '4'],
      by: 'ann',
      reason: 'six is too many',
    },
    {
      type: 'command-intent',
      seq: 1,
      digest: edited,
      argv: ['set', 'count', '4'],
      blastRadius: 'to 4',
      verdict: 'run',
    },
    { type: 'command-outcome', seq: 1, state: 'done' },
  ]);
  await session.close();
});

test('B6 an edit that makes a command another effect is judged by that, and can be refused or skipped', async () => {
  const guard: Guard = ({ edited, analysis: { effect } }) => {
    if (!edited) return { verdict: 'edit', argv: ['drop', 'all'], by: 'ann', reason: '' };
    return effect === 'destroy' ? { verdict: 'refuse', reason: 'too much', by: 'policy' } : { verdict: 'run', by: 'x' };
  };
  const world = recorder('world');
  const { session, events } = await open([world.handler], guard);
  await expect(session.run(shell('world set a || true'))).rejects.toMatchObject({
    code: 'COMMAND_REFUSED',
    message: expect.stringContaining('world drop all'),
  });
  expect(events.at(-2)).toMatchObject({ type: 'command-intent', verdict: 'refuse', effect: 'destroy' });
  expect(world.calls).toEqual([]);
  await session.close();
});

test('B6 an edited command can be edited again; the last arguments are compared with the runbook', async () => {
  const world = recorder('world');
  const guard: LifeOptions['guard'] = async ({ call: { argv } }) =>
    argv[2] === '1'
      ? { verdict: 'run', by: 'ann' }
      : { verdict: 'edit', argv: ['set', 'a', '1'], by: 'ann', reason: '' };
  const twice: LifeOptions['guard'] = async (request) =>
    request.edited ? guard(request) : { verdict: 'edit', argv: ['set', 'a', '2'], by: 'ann', reason: '' };
  const kept: RunEvent[] = [];
  const life = { handlers: [world.handler], blocks: ['world set a 3'], kept };
  await live({ ...life, guard: twice });
  const edits = kept.filter((event) => event.type === 'command-edited');
  expect(edits.map(({ from, argv }) => [from, argv[2]])).toEqual([
    ['world set a 3', '2'],
    ['world set a 3', '1'],
  ]);
  expect((await live({ ...life, handlers: untouchable(['world']) })).error).toBeNull();
});

test('B6 the input that the command was given is the edited command’s, too', async () => {
  const world = recorder('world');
  const guard: Guard = ({ edited }) =>
    edited ? { verdict: 'run', by: 'ann' } : { verdict: 'edit', argv: ['set', 'b', '-'], by: 'ann', reason: '' };
  const { session } = await open([world.handler], guard);
  await session.run(shell('echo x | world set a -'));
  expect(world.calls).toEqual([{ argv: ['set', 'b', '-'], stdin: 'x\n' }]);
  await session.close();
});

test('B6 what was empty in the runbook’s arguments is not held against a person’s', async () => {
  const { session, requests } = await open([recorder('world').handler], editSet);
  await session.run(shell('NAME=; world set "$NAME" 6'));
  expect(requests.map(({ edited, emptyValues }) => [edited, emptyValues])).toEqual([
    [false, ['$NAME']],
    [true, []],
  ]);
  await session.close();
});

test('B6 an edited command is replayed from the record', async () => {
  const kept: RunEvent[] = [];
  const blocks = ['X=$(world set count 6)\nworld set other "$X"'];
  const first = await live({
    handlers: [recorder('world', () => ({ stdout: 'ok\n' })).handler],
    blocks,
    kept,
    guard: asked,
  });
  const written = kept.length;
  const second = await live({ handlers: untouchable(['world']), blocks, kept });
  expect(second.error).toBeNull();
  expect(second.results).toEqual(first.results);
  expect([second.opened.requests, kept.length]).toEqual([[], written]);
});

test('B6 an edit stands when the life ended right after it, and the guard is asked about it alone', async () => {
  const kept: RunEvent[] = [];
  const world = recorder('world');
  const life = { handlers: [world.handler], blocks: ['world get a; world set count 6'], kept };
  await live({ ...life, guard: asked, death: { event: 2, kept: true } });
  expect(kept.at(-1)).toMatchObject({ type: 'command-edited', seq: 1 });
  expect(recordedCalls(kept, 'main').at(-1)).toMatchObject({ intent: null, outcome: null, edit: { seq: 1 } });
  const { opened, error } = await live({ ...life, guard: asked });
  expect(error).toBeNull();
  expect(opened.requests.map(({ command, edited }) => [command, edited])).toEqual([]);
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['get a', 'set count 4']);
  expect(intents(kept).at(-1)).toMatchObject({ argv: ['set', 'count', '4'] });
});

test.each(['world set count 7', 'world set counts 6'])(
  'B6 R2 a runbook that has another command in place of the edited one stops before anything runs: %s',
  async (text) => {
    const kept: RunEvent[] = [];
    const world = recorder('world');
    await live({ handlers: [world.handler], blocks: ['world set count 6'], kept, guard: asked });
    const { error } = await live({ handlers: [world.handler], blocks: [text], kept });
    expect(error).toMatchObject({ code: 'RUN_DIVERGED', message: expect.stringContaining('it has world set count 6') });
    expect(world.calls).toHaveLength(1);
  },
);

test('B6 R2 arguments that were changed in the record do not run', async () => {
  const kept: RunEvent[] = [];
  const world = recorder('world');
  const life = { handlers: [world.handler], blocks: ['world set count 6'], kept };
  await live({ ...life, guard: asked, death: { event: 1, kept: true } });
  const forged = kept.map((event) => (event.type === 'command-edited' ? { ...event, argv: ['drop', 'all'] } : event));
  const { error } = await live({ ...life, kept: forged });
  expect(error).toMatchObject({ code: 'RUN_DIVERGED' });
  expect(world.calls).toEqual([]);
});

test('B6 an edit to a secret is refused in words, since no later life could have it', async () => {
  const world = recorder('world');
  const guard: Guard = ({ call: { argv } }) =>
    argv.includes('--password')
      ? { verdict: 'run', by: 'ann' }
      : { verdict: 'edit', argv: ['set', '--password', 'hunter2-x'], by: 'ann', reason: 'hunter2-x it is' };
  const { session, events } = await open([world.handler], guard);
  await expect(session.run(shell('world set a || true'))).rejects.toMatchObject({
    code: 'COMMAND_REFUSED',
    message: expect.stringContaining('world set a (the arguments in its place hold a secret'),
  });
  expect(events).toMatchObject([{ verdict: 'refuse', argv: ['set', 'a'] }, { state: 'refused' }]);
  expect(JSON.stringify(events)).not.toContain('hunter2-x');
  expect(world.calls).toEqual([]);
  await session.close();
});

test('B6 a command with a secret can be edited to one without, and is known again', async () => {
  const kept: RunEvent[] = [];
  const world = recorder('world');
  const guard: LifeOptions['guard'] = async ({ edited }) =>
    edited ? { verdict: 'run', by: 'ann' } : { verdict: 'edit', argv: ['set', 'plain'], by: 'ann', reason: '' };
  const life = { handlers: [world.handler], blocks: ['world set --password hunter2-x'], kept, guard };
  await live(life);
  expect(JSON.stringify(kept)).not.toContain('hunter2-x');
  expect((await live({ ...life, handlers: untouchable(['world']) })).error).toBeNull();
  const other = await live({ ...life, runKey: Buffer.from(`not ${RUN_KEY}`) });
  expect(other.error).toMatchObject({ code: 'RUN_DIVERGED' });
});

test('B6 a change that would run again can be edited', async () => {
  const kept: RunEvent[] = [];
  const lost = handlerOf('world', async () => {
    throw new TypeError('socket hang up');
  });
  const world = recorder('world');
  const life = { handlers: [world.handler], blocks: ['world set count 6'], kept };
  await live({ ...life, handlers: [lost] });
  const second = await live({ ...life, guard: asked, onUnknown: async () => ({ treat: 'run-again', by: 'bob' }) });
  expect(second.error).toBeNull();
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['set count 4']);
  expect((await live({ ...life, handlers: untouchable(['world']) })).results).toEqual(second.results);
});
