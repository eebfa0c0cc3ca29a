import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RunEventSchema } from './events.ts';

const intent = {
  type: 'command-intent',
  runId: 'r1',
  at: 1_700_000_000_000,
  lane: 'main',
  seq: 0,
  stepId: 's1',
  line: 312,
  program: 'aws',
  argv: ['ecs', 'update-service'],
  digest: 'd',
  effect: 'change',
  operation: 'ecs update-service',
  reason: 'updates a service',
  resources: [{ type: 'ecs:service', id: 'workers' }],
  blastRadius: 'desired count 1 → 3',
  handler: 'aws@1',
  verdict: 'ask',
  approvedBy: 'ann',
};

describe('RunEventSchema', () => {
  it('keeps an event as it was through JSON', () => {
    expect(RunEventSchema.parse(JSON.parse(JSON.stringify(intent)))).toEqual(intent);
  });

  it.each([
    ['an effect that is none', { effect: 'write' }, 'effect'],
    ['a position below zero', { seq: -1 }, 'seq'],
    ['a verdict that is none', { verdict: 'allow' }, 'verdict'],
    ['a missing approver', { approvedBy: undefined }, 'approvedBy'],
    ['a type that is none', { type: 'command' }, 'type'],
  ])('refuses %s and names the field', (_what, change, field) => {
    const { error } = RunEventSchema.safeParse({ ...intent, ...change });
    expect(z.prettifyError(error as z.ZodError)).toContain(`at ${field}`);
  });

  it('tells an outcome that is unknown from one that failed', () => {
    const outcome = {
      type: 'command-outcome',
      runId: 'r1',
      at: 1,
      lane: 'main',
      seq: 0,
      stepId: 's1',
      state: 'unknown',
      exitCode: 1,
      stdout: '',
      stderr: '',
      durationMs: 5,
      dependsOnHeld: false,
    };
    expect(RunEventSchema.parse(outcome)).toEqual(outcome);
    expect(RunEventSchema.safeParse({ ...outcome, state: 'failed' }).success).toBe(false);
  });
});
