import { DrillSchema, type Runbook } from '@steadyhand/contracts';
import { parseRunbook } from '@steadyhand/runbook';
import { describe, expect, test } from 'vitest';
import { createMemoryJournal } from './journal.ts';
import type { Prober } from './probe.ts';
import { proveRecovery, recoveryChecks } from './recovery.ts';
import { testTarget } from './test-kit.ts';

const runbook: Runbook = parseRunbook(
  '# R\n\n## Key Metrics\n\n| Metric | Service | Warning | Critical |\n|---|---|---|---|\n| Queue Depth | SQS | 1,000 | 5000 |\n| CPU | ECS | 70% | 85% |\n',
  { grammars: new Map() },
);

const planOf = (metric: string) =>
  DrillSchema.parse({
    title: 't',
    alarm: 'a',
    procedure: 'p',
    faults: [{ kind: 'kill-tasks', service: 'workers', count: 1 }],
    recovery: { queues: [{ metric, output: 'queueUrl' }] },
  }).recovery;

function prober(): Prober {
  let now = 0;
  return {
    handlers: new Map(),
    target: testTarget(),
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    env: {},
    signal: new AbortController().signal,
  };
}

/** A check that is well at the looks that the pattern marks with `+`. */
function patternCheck(pattern: string) {
  let look = 0;
  return {
    name: 'pattern',
    look: async () => ({
      check: 'pattern',
      ok: pattern[Math.min(look++, pattern.length - 1)] === '+',
      detail: `${look}`,
    }),
  };
}

describe('recoveryChecks', () => {
  test('a queue is held against the warning threshold of the runbook itself', () => {
    expect(
      recoveryChecks(planOf('Queue Depth'), { alarm: 'a', runbook, values: {} }).map((check) => check.name),
    ).toEqual(['alarm a', 'Queue Depth (queueUrl)']);
  });

  test.each(['Queue Length', 'CPU'])('a metric without a number in the runbook is refused: %s', (metric) => {
    expect(() => recoveryChecks(planOf(metric), { alarm: 'a', runbook, values: {} })).toThrow(/warning threshold/);
  });
});

describe('proveRecovery', () => {
  const prove = (pattern: string) => {
    const events: unknown[] = [];
    const proof = proveRecovery(prober(), {
      runId: 'r',
      checks: [patternCheck(pattern)],
      soakMs: 3000,
      withinMs: 10_000,
      intervalMs: 1000,
      journal: createMemoryJournal((event) => events.push(event)),
      onLook: () => undefined,
    });
    return proof.then((result) => ({ result, events }));
  };

  test('needs all to stay well for the soak time, counted from the last time it was not', async () => {
    const { result } = await prove('-++-+');
    expect(result).toMatchObject({ recovered: true, wellSince: 4000 });
  });

  test('fails when the time is over', async () => {
    const { result } = await prove('-');
    expect(result).toMatchObject({ recovered: false, wellSince: null });
  });

  test('journals each change of a check once', async () => {
    const { events } = await prove('--++-+');
    expect(events).toMatchObject([{ ok: false }, { ok: true }, { ok: false }, { ok: true }]);
  });
});
