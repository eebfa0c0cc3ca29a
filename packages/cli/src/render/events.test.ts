import type { CommandIntent, CommandOutcome } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { createEventRenderer } from './events.ts';
import { styleFor } from './style.ts';

const key = { runId: 'r', at: 0, lane: 'main', stepId: 's' };

function intent(seq: number, argv: string[]): CommandIntent {
  return {
    type: 'command-intent',
    ...key,
    seq,
    line: 1,
    program: 'aws',
    argv,
    digest: 'd',
    effect: 'read',
    operation: null,
    reason: '',
    resources: [],
    blastRadius: '',
    handler: 'aws@1',
    verdict: 'run',
    approvedBy: null,
  };
}

function outcome(seq: number, stdout: string, rest: Partial<CommandOutcome> = {}): CommandOutcome {
  const done = { state: 'done', exitCode: 0, stderr: '', durationMs: 8, dependsOnHeld: false } as const;
  return { type: 'command-outcome', ...key, seq, stdout, ...done, ...rest };
}

function render(
  use: (renderer: ReturnType<typeof createEventRenderer>) => void,
  columns: number | null = null,
): string {
  let text = '';
  const write = (chunk: string): void => {
    text += chunk;
  };
  use(createEventRenderer({ style: styleFor({ isTTY: false }, {}), columns, now: () => 0, write }));
  return text;
}

test('a command is shown when it starts, its time and output when it ends', () => {
  expect(render(({ event }) => event(intent(0, ['sts', 'x y'])))).toBe("  $ aws sts 'x y'  · read");
  const whole = render(({ event }) => {
    event(intent(0, ['sts']));
    event(outcome(0, '{}\n'));
  });
  expect(whole).toBe('  $ aws sts  · read 8 ms\n      {}\n');
});

test('output that comes while the command runs is shown once', () => {
  const text = render(({ event, output }) => {
    event(intent(0, ['logs', 'tail']));
    output({ stepId: 's', stream: 'stdout', text: 'one\n' });
    event(outcome(0, 'one\n'));
    output({ stepId: 's', stream: 'stdout', text: 'one\n' });
  });
  expect(text).toBe('  $ aws logs tail  · read\n      one\n  $ aws logs tail  8 ms\n');
});

test('a held command shows no output of its own, a failed one its exit code', () => {
  const text = render(({ event }) => {
    event(intent(0, ['a']));
    event(outcome(0, 'marker', { state: 'held' }));
    event(intent(1, ['b']));
    event(outcome(1, '', { exitCode: 254, stderr: 'no\n' }));
  });
  expect(text).toBe('  $ aws a  · read held\n  $ aws b  · read 8 ms  exit 254\n      no\n');
});

test('what is watched is shown when it moves, on a terminal in its place', () => {
  const watch = (text: string) => ({ type: 'drill-phase', runId: 'r', at: 0, phase: 'watch', text }) as const;
  const depths = (renderer: ReturnType<typeof createEventRenderer>): void => {
    for (const depth of ['depth 1', 'depth 1', 'depth 2']) renderer.event(watch(depth));
  };
  expect(render(depths)).toBe('  depth 1\n  depth 2\n');
  expect(render(depths, 80)).toBe('  depth 1\n\u001b[1A\u001b[2K  depth 2\n');
});
