/** Rule S11 of the sessions: what stops a block ends the block alone. */
import { SteadyError } from '@steadyhand/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { type Guard, handlerOf, type Opened, open, type Run, recorder, shell } from './test-kit.ts';

const refuseChanges: Guard = ({ analysis: { effect } }) =>
  effect === 'change' ? { verdict: 'refuse', reason: 'no', by: 'test' } : { verdict: 'run', by: 'test' };

let opened: Opened;
afterEach(() => opened.session.close());

async function openRecovering(run?: Run): Promise<Opened> {
  const handler = run ? handlerOf('prog', run) : recorder('prog').handler;
  opened = await open([handler], refuseChanges, { recovers: true });
  return opened;
}

const say = async (text: string): Promise<string> => (await opened.session.run(shell(text))).stdout;

describe('S11', () => {
  test('a refused command leaves variables, arrays, options, functions, folder and files', async () => {
    const { session } = await openRecovering();
    await session.run(shell(`NAME="it's here"; LIST=("a b" c); declare -A MAP; MAP=([k]="v w"); set -o pipefail`));
    await session.run(shell('greet() { echo "hello $1"; }'));
    await session.run(shell('mkdir -p /tmp/x && cd /tmp/x && echo kept > file'));
    await expect(session.run(shell('prog set thing'))).rejects.toMatchObject({ code: 'COMMAND_REFUSED' });
    expect(await say('echo $?')).toBe('126\n');
    expect(await say(`printf "%s|" "$NAME" "\${LIST[@]}" "\${MAP[@]}" "$(pwd)" "$(cat file)"; greet you`)).toBe(
      "it's here|a b|c|v w|/tmp/x|kept|hello you\n",
    );
    expect(await say('false | true; echo $?')).toBe('1\n');
  });

  test.each([
    ['nosuchprogram', 'PROGRAM_UNKNOWN', '127'],
    ['if true; fi', 'SHELL_SYNTAX', '2'],
    ['echo hi > /dev/tcp/1.2.3.4/80', 'CONSTRUCT_REFUSED', '126'],
    ['for f in a; do prog set $f; done', 'COMMAND_REFUSED', '126'],
    ['echo "$(prog set x)"', 'COMMAND_REFUSED', '126'],
  ])('%s ends the block, and $? says how', async (text, code, status) => {
    const { session } = await openRecovering();
    await session.run(shell('X=1'));
    await expect(session.run(shell(`${text}\nX=2`))).rejects.toMatchObject({ code });
    expect(await say('echo "$? $X"')).toBe(`${status} 1\n`);
  });

  test('a name that turns out to have no value ends the block with status 1', async () => {
    const { session } = await openRecovering();
    const result = await session.run(shell('export $(echo A=1)\necho $NOPE\nB=2'));
    expect(result).toMatchObject({ ended: false, exitCode: 1, stderr: expect.stringContaining('unbound variable') });
    expect(await say('echo "$? $A" $(printenv B)')).toBe('1 1\n');
  });

  test('an interruption cuts a read, and the session goes on', async () => {
    let started: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    const { session, events } = await openRecovering((_call, { signal }) => {
      started();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await session.run(shell('X=kept'));
    const cut = session.run(shell('prog get slow; X=lost'));
    await running;
    session.interrupt(new SteadyError('INTERRUPTED'));
    await expect(cut).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await say('echo "$? $X"')).toBe('130 kept\n');
    expect(events.filter((event) => event.type === 'command-outcome')).toMatchObject([{ state: 'interrupted' }]);
  });

  test('the end of the run ends the session', async () => {
    const { session, controller } = await openRecovering();
    controller.abort();
    await expect(session.run(shell('echo a'))).rejects.toMatchObject({ code: 'INTERRUPTED' });
    await expect(session.run(shell('echo a'))).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });

  test('exit ends it', async () => {
    const { session } = await openRecovering();
    expect(await session.run(shell('exit 7'))).toMatchObject({ ended: true, exitCode: 7 });
    await expect(session.run(shell('echo a'))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });
});

test('S10: a change that is cut now has an outcome that is not known, and the session goes on', async () => {
  let started: () => void = () => undefined;
  const running = new Promise<void>((resolve) => {
    started = resolve;
  });
  const slow: Run = () => {
    started();
    return new Promise(() => undefined);
  };
  opened = await open([handlerOf('prog', slow)], () => ({ verdict: 'run', by: 'test' }), { recovers: true });
  const { session, events } = opened;
  const cut = session.run(shell('prog set thing'));
  await running;
  session.interrupt(new SteadyError('INTERRUPTED'));
  session.interrupt(new SteadyError('INTERRUPTED'), { now: true });
  await expect(cut).rejects.toMatchObject({ code: 'COMMAND_INTERRUPTED' });
  expect(await say('echo $?')).toBe('130\n');
  expect(events.filter((event) => event.type === 'command-outcome')).toMatchObject([{ state: 'unknown' }]);
});

test('numbers of calls go on from where an earlier session of the lane had come to', async () => {
  opened = await open([recorder('prog').handler], undefined, { firstSeq: 5 });
  await opened.session.run(shell('prog get x'));
  expect(opened.events).toMatchObject([{ seq: 5 }, { seq: 5 }]);
});
