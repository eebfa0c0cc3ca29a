/** B7 and S10: a run that is paused, cancelled or parked stops between its commands. */
import { type CommandHandler, type RunEvent, SteadyError } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { recordedCalls } from './replay.ts';
import { type Guard, handlerOf, open, recorder, shell } from './test-kit.ts';
import { intents, live, untouchable } from './test-world.ts';

const PAUSED = new SteadyError('RUN_PAUSED', { id: 'run-1', by: 'ann' });

/** A handler that says when it was called, and answers when it is told to. */
function waiting(): { handler: CommandHandler; called: Promise<void>; answer(): void } {
  let [begin, answer] = [() => {}, () => {}];
  const called = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const handler = handlerOf('world', async () => {
    begin();
    await answered;
    return { exitCode: 0, stdout: 'ok\n', stderr: '' };
  });
  return { handler, called, answer: () => answer() };
}

test.each(['get', 'show', 'log'])(
  'S10 what changes nothing is cut, and runs again in the next life: %s',
  async (verb) => {
    const kept: RunEvent[] = [];
    const { handler, called } = waiting();
    const journal = { append: async (event: RunEvent) => void kept.push(event), events: async () => kept };
    const blocks = [`world ${verb} a || true; world set b`];
    const { session } = await open([handler], undefined, { journal });
    const run = session.run({ stepId: 'step-0', text: blocks[0] ?? '', line: 1 });
    await called;
    session.interrupt(PAUSED);
    await expect(run).rejects.toMatchObject({ code: 'RUN_PAUSED', exitCode: 4 });
    await expect(session.run(shell('echo on'))).rejects.toMatchObject({ code: 'RUN_PAUSED' });
    await session.close();
    expect(kept.at(-1)).toMatchObject({ type: 'command-outcome', seq: 0, state: 'interrupted', exitCode: 130 });
    const world = recorder('world');
    expect((await live({ handlers: [world.handler], blocks, kept })).error).toBeNull();
    expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual([`${verb} a`, 'set b']);
  },
);

test.each(['set', 'drop', 'mystery'])('B7 a change under way comes to its end and is recorded: %s', async (verb) => {
  const kept: RunEvent[] = [];
  const { handler, called, answer } = waiting();
  const journal = { append: async (event: RunEvent) => void kept.push(event), events: async () => kept };
  const blocks = [`X=$(world ${verb} a) || true; world set b "$X"`];
  const { session } = await open([handler], undefined, { journal });
  const run = session.run({ stepId: 'step-0', text: blocks[0] ?? '', line: 1 });
  await called;
  session.interrupt(PAUSED);
  expect(await Promise.race([run, new Promise((resolve) => setImmediate(resolve, 'still running'))])).toBe(
    'still running',
  );
  answer();
  await expect(run).rejects.toMatchObject({ code: 'RUN_PAUSED' });
  await session.close();
  expect(kept).toMatchObject([{ type: 'command-intent' }, { type: 'command-outcome', state: 'done', stdout: 'ok\n' }]);
  const world = recorder('world');
  expect((await live({ handlers: [world.handler], blocks, kept })).error).toBeNull();
  expect(world.calls.map(({ argv }) => argv.join(' '))).toEqual(['set b ok']);
});

test('B7 a change whose outcome is lost while it was let finish is unknown: that matters more', async () => {
  let fail = (_error: Error): void => {};
  let called = (): void => {};
  const begun = new Promise<void>((resolve) => {
    called = resolve;
  });
  const world = handlerOf('world', () => {
    called();
    return new Promise((_, reject) => {
      fail = reject;
    });
  });
  const { session, events } = await open([world]);
  const run = session.run(shell('world set a'));
  await begun;
  session.interrupt(PAUSED);
  fail(new TypeError('socket hang up'));
  await expect(run).rejects.toMatchObject({ code: 'COMMAND_INTERRUPTED' });
  expect(events.at(-1)).toMatchObject({ state: 'unknown' });
  await session.close();
});

test('S10 an interruption while its intent is being kept lets the change come to its end, too', async () => {
  const world = recorder('world');
  const events: RunEvent[] = [];
  const { session } = await open([world.handler], undefined, {
    journal: {
      append: async (event) => {
        events.push(event);
        if (event.type === 'command-intent') session.interrupt(PAUSED);
      },
      events: async () => events,
    },
  });
  await expect(session.run(shell('world set a; world set b'))).rejects.toMatchObject({ code: 'RUN_PAUSED' });
  expect(events.map(({ type }) => type)).toEqual(['command-intent', 'command-outcome']);
  expect(world.calls).toHaveLength(1);
  await session.close();
});

test('S10 an interruption while the guard asks a person leaves nothing in the record', async () => {
  const world = recorder('world');
  const { session, events } = await open([world.handler], ({ seq }) => {
    if (seq === 0) return { verdict: 'run', by: 'test' };
    setImmediate(() => session.interrupt(PAUSED));
    return new Promise(() => {});
  });
  await expect(session.run(shell('world get a; world set b || world set c'))).rejects.toMatchObject({
    code: 'RUN_PAUSED',
  });
  expect(intents(events).map(({ seq }) => seq)).toEqual([0]);
  await session.close();
});

test.each(['world set a', 'world set a || true; world get b', 'X=$(world set a) || true', 'world set a | cat'])(
  'S10 a guard that parks the run stops it with no word of the command: %s',
  async (text) => {
    const world = recorder('world');
    const parked = new SteadyError('RUN_PARKED', { id: 'run-1', reason: 'it asks for an approval' });
    const { session, events } = await open([world.handler], () => Promise.reject(parked));
    await expect(session.run(shell(text))).rejects.toMatchObject({
      code: 'RUN_PARKED',
      message: 'Run run-1 waits: it asks for an approval.',
    });
    expect([events, world.calls]).toEqual([[], []]);
    await session.close();
  },
);

test('S10 an idle session, and one whose tools never end, are stopped at once', async () => {
  const idle = await open([]);
  idle.session.interrupt(PAUSED);
  await expect(idle.session.run(shell('echo a'))).rejects.toMatchObject({ code: 'RUN_PAUSED' });
  await idle.session.close();
  const busy = await open([]);
  const run = busy.session.run(shell('while true; do echo x | cat > /dev/null; done'));
  setImmediate(() => busy.session.interrupt(PAUSED));
  await expect(run).rejects.toMatchObject({ code: 'RUN_PAUSED' });
  await busy.session.close();
});

test('S10 the first of two interruptions holds', async () => {
  const { handler, called, answer } = waiting();
  const { session } = await open([handler]);
  const run = session.run(shell('world set a'));
  await called;
  session.interrupt(PAUSED);
  session.interrupt(new SteadyError('RUN_CANCELLED', { id: 'run-1', by: 'bob' }));
  answer();
  await expect(run).rejects.toMatchObject({ code: 'RUN_PAUSED' });
  await session.close();
});

test('S10 a replay can be interrupted between its blocks, and the record stays as it is', async () => {
  const kept: RunEvent[] = [];
  await live({ handlers: [recorder('world').handler], blocks: ['world get a', 'world set b'], kept });
  const { session, events } = await open(untouchable(['world']), undefined, { recorded: recordedCalls(kept, 'main') });
  await session.run(shell('world get a'));
  session.interrupt(PAUSED);
  await expect(session.run(shell('world set b'))).rejects.toMatchObject({ code: 'RUN_PAUSED' });
  expect([session.replaying(), events]).toEqual([true, []]);
  await session.close();
});

test.each([0, 3, 6, 9, 12, 16, 20, 30, 40, 80])(
  'S10 an interruption, or a cancellation, is not lost while a skip ends its block: %i turns after it',
  async (turns) => {
    for (const code of ['RUN_PAUSED', 'INTERRUPTED']) {
      const stop = async (): Promise<void> => {
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        if (code === 'RUN_PAUSED') session.interrupt(PAUSED);
        else controller.abort();
      };
      const guard: Guard = () => ({ verdict: 'skip', reason: '', by: 'ann' });
      const { session, controller } = await open([recorder('world').handler], guard, {
        journal: {
          append: async ({ type }) => {
            if (type === 'command-outcome') void stop();
          },
          events: async () => [],
        },
      });
      const first = await session.run(shell('world set a')).catch((error: unknown) => error);
      expect(first).toMatchObject(first instanceof Error ? { code } : { skipped: 'world set a' });
      await expect(session.run(shell('echo on'))).rejects.toMatchObject({ code });
      await session.close();
    }
  },
);
