/** Rules of the prompt: lines.ts. Lines come from a list, and nobody waits. */
import { SystemSchema } from '@steadyhand/contracts';
import { describe, expect, test } from 'vitest';
import type { RunOptions } from '../run-options.ts';
import { testRun } from '../test-kit.ts';
import type { LineResult, Prompt, Resumed, Shell } from './prompt.ts';
import { runShell } from './run-shell.ts';
import { shellProcedure } from './shell-procedure.ts';

const RUNBOOK = '# Runbook\n\n## Scale\n\n```bash\nWORKERS=$(world get workers)\nworld set workers $WORKERS\n```\n';

interface Typed {
  results: LineResult[];
  resumed: Resumed | null;
  shell: Shell | null;
}

function typing(lines: readonly (string | ((shell: Shell) => unknown))[], isScript = false): Prompt & Typed {
  const left = [...lines];
  const typed: Prompt & Typed = {
    ...{ isScript, results: [], resumed: null, shell: null },
    opened(shell, resumed) {
      Object.assign(typed, { shell, resumed });
    },
    async next() {
      for (let line = left.shift(); line !== undefined; line = left.shift()) {
        if (typeof line === 'string') return line;
        if (typed.shell) await line(typed.shell);
      }
      return null;
    },
    ended(line) {
      typed.results.push(line);
    },
  };
  return typed;
}

function shellRun(override: Partial<RunOptions> = {}, answers = {}) {
  const run = testRun({ markdown: RUNBOOK, procedure: 'scale', state: { workers: '2' }, answers, override });
  return { ...run, options: { ...run.options, procedure: shellProcedure([]) } };
}

describe('lines of a person', () => {
  test('share one session, each a step of the record, and the end has the status of the last', async () => {
    const { options, events } = shellRun();
    const prompt = typing(['X=4', 'echo "$X"', 'false', 'echo $?', '(exit 3)']);
    expect(await runShell(options, prompt)).toMatchObject({ state: 'done', exitCode: 3, note: '5 lines, 2 failed' });
    expect(prompt.results.map(({ stdout, exitCode }) => [stdout, exitCode])).toEqual([
      ['', 0],
      ['4\n', 0],
      ['', 1],
      ['1\n', 0],
      ['', 3],
    ]);
    const steps = events.filter((event) => event.type === 'step-started');
    expect(steps.map(({ stepId, text, line }) => [stepId, text, line])[1]).toEqual(['line-2', 'echo "$X"', 2]);
    expect(shellProcedure(events).steps).toHaveLength(5);
  });

  test('P3: a refusal, an unknown program and a syntax error are told, and the session goes on', async () => {
    const { options, state } = shellRun({ readOnly: true });
    const prompt = typing([
      'X=kept',
      'world set workers 9',
      'echo $? $X',
      'nothere',
      'echo $?',
      'echo )',
      'exit 7',
      'X=1',
    ]);
    expect(await runShell(options, prompt)).toMatchObject({ state: 'done', exitCode: 7 });
    expect(prompt.results.map(({ error, stdout }) => error?.code ?? stdout)).toEqual([
      ...['', 'COMMAND_REFUSED', '126 kept\n', 'PROGRAM_UNKNOWN', '127\n', 'SHELL_SYNTAX', ''],
    ]);
    expect(state.get('workers')).toBe('2');
  });

  test('a change is asked for with its blast radius, and nobody is a no', async () => {
    const yes = shellRun({}, { approval: 'approve' });
    await runShell(yes.options, typing(['world set workers 6']));
    expect(yes.asked).toMatchObject([
      { kind: 'approval', command: 'world set workers 6', blastRadius: 'workers 2 → 6' },
    ]);
    expect(yes.state.get('workers')).toBe('6');
    const nobody = shellRun();
    await runShell(nobody.options, typing(['world set workers 6', 'world get workers']));
    expect(nobody.state.get('workers')).toBe('2');
    expect(nobody.events.filter((event) => event.type === 'approval')).toMatchObject([
      { granted: false, by: 'nobody' },
    ]);
  });

  test('names get their value as in a run: given, from steadyhand.yaml, from the document', async () => {
    const environments = { test: { account: '111122223333', region: 'eu-west-1' } };
    const system = SystemSchema.parse({ system: 's', environments, parameters: { TEAM: 'blue' } });
    const { options } = shellRun({ system, params: { GIVEN: 'a b' } });
    const prompt = typing(['echo "$GIVEN $TEAM $WORKERS"', 'echo $NOWHERE']);
    await runShell(options, prompt);
    expect(prompt.results).toMatchObject([{ stdout: 'a b blue 2\n' }, { error: { code: 'PARAMETER_UNBOUND' } }]);
  });

  test('P2: what is a secret by its name is in no event, and is known as one', async () => {
    const { options, events } = shellRun();
    let holds: boolean[] = [];
    const prompt = typing([
      "export DB_PASSWORD='hunter2 x'",
      'echo "pass: $DB_PASSWORD"',
      (shell) => {
        holds = [shell.holdsSecret('echo hunter2 x'), shell.holdsSecret('API_TOKEN=abc echo'), shell.holdsSecret('ls')];
      },
    ]);
    await runShell(options, prompt);
    expect(JSON.stringify([events, prompt.results])).not.toContain('hunter2');
    expect(holds).toEqual([true, true, false]);
  });

  test('effects are told without running anything, variables filled in', async () => {
    const { options, state, events } = shellRun();
    let told: unknown = null;
    const ask = async (shell: Shell) => {
      told = await shell.effectsOf('world set workers $N; ls; nothere | world get "$OTHER"');
    };
    await runShell(options, typing(['N=8', ask]));
    expect(told).toMatchObject([
      { command: 'world set workers 8', effect: 'change', verdict: 'ask', open: [] },
      { effect: 'local', verdict: 'run' },
      { effect: 'unknown', verdict: 'refuse' },
      { effect: 'read', verdict: 'run', open: ['$OTHER'] },
    ]);
    expect(state.get('workers')).toBe('2');
    expect(events.filter((event) => event.type === 'command-intent')).toEqual([]);
  });

  test('a look reads in a session of its own, is recorded, and never changes anything', async () => {
    const { options, events, state } = shellRun();
    const seen: string[] = [];
    const look = (argv: string[]) => async (shell: Shell) => {
      seen.push(await shell.look(argv, new AbortController().signal));
    };
    await runShell(
      options,
      typing([look(['world', 'get', 'workers']), look(['world', 'set', 'workers', '0']), 'echo $?']),
    );
    expect(seen).toEqual(['2\n', '']);
    expect(state.get('workers')).toBe('2');
    expect(events.filter((event) => event.type === 'command-intent')).toMatchObject([{ lane: 'look', effect: 'read' }]);
  });
});

describe('a script', () => {
  test('P3: ends at its first error, with the exit code of that', async () => {
    const { options } = shellRun();
    const prompt = typing(['echo a', 'world set workers 9', 'echo b'], true);
    expect(await runShell(options, prompt)).toMatchObject({ state: 'refused', exitCode: 3 });
    expect(prompt.results).toHaveLength(2);
  });

  test('whose last command fails has failed; one before that has not', async () => {
    expect(await runShell(shellRun().options, typing(['false', 'echo a'], true))).toMatchObject({ exitCode: 0 });
    const last = typing(['world fail'], true);
    expect(await runShell(shellRun().options, last)).toMatchObject({ state: 'failed', exitCode: 1 });
  });
});

test('P5: a later process goes on behind the record, and says which changes are not known', async () => {
  const first = shellRun({}, { approval: 'approve' });
  await runShell(first.options, typing(['X=1', 'world set workers 6']));
  const cut = first.events.findIndex((event) => event.type === 'command-outcome');
  const earlier = first.events.slice(0, cut);
  const { options, events, state } = shellRun({ earlier }, { approval: 'approve' });
  const prompt = typing(['world set workers 7', 'echo $?']);
  await runShell(options, prompt);
  expect(prompt.resumed).toEqual({ lines: 2, unknown: ['world set workers 6'] });
  expect(state.get('workers')).toBe('7');
  expect(events.filter((event) => event.type === 'run-started')).toEqual([]);
  expect(events.filter((event) => event.type === 'command-outcome')).toMatchObject([
    { seq: 0, state: 'unknown' },
    { seq: 1, state: 'done' },
  ]);
  expect(prompt.results[0]).toMatchObject({ stepId: 'line-3', line: 3 });
});
