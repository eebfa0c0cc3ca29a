import { DrillSchema } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { drillStory } from '../report/testing-stories.ts';
import { reportRun } from '../run-report.ts';
import { reportDrill } from './drill-report.ts';

test('times count from the first fault, on the clock of the range and on the wall', () => {
  const { events } = drillStory();
  const drill = DrillSchema.parse({
    title: 'A slow kitchen',
    alarm: '*-dlq',
    procedure: 'sqs-queue-backlog',
    speed: 10,
    faults: [{ kind: 'kill-tasks', service: 'kitchen', count: 1 }],
    recovery: {},
    objectives: { rtoSeconds: 300 },
  });
  const wellSince = events.findLast((event) => event.type === 'recovery-checked')?.at ?? 0;
  const proof = { recovered: true, wellSince, last: [] };
  const people = { questions: 2, spentMs: 20_000 };
  const input = { drill, runs: [reportRun(events)], proof, availability: [], data: [], people, events };
  const report = reportDrill(input);
  expect(report).toMatchObject({ passed: true, reason: '', alarm: 'tea-sqs-orders-dlq' });
  expect(report.detected).toEqual({ rangeMs: 94_000, wallMs: 9400 });
  expect(report.mitigated?.rangeMs).toBeGreaterThan(94_000);
  expect(report.timeline[1]).toMatchObject({ kind: 'fault', offsetMs: 0 });
  expect(report.timeline.at(-1)).toMatchObject({ kind: 'end', text: 'recovery is proven' });
  const late = { ...drill, objectives: { rtoSeconds: 100 } };
  expect(reportDrill({ ...input, drill: late })).toMatchObject({
    passed: false,
    reason: expect.stringMatching(/^recovered after \d+ s, promised 100 s$/),
  });
  expect(report.people).toEqual({ questions: 2, spent: { rangeMs: 20_000, wallMs: 2000 } });
  const lost = { name: 'orders', before: 10, after: 7, lost: 3, mayLose: false };
  expect(reportDrill({ ...input, data: [lost] }).reason).toBe('3 of 10 lost: orders');
  expect(reportDrill({ ...input, data: [{ ...lost, mayLose: true }] }).passed).toBe(true);
});

test('what AWS takes longer for stands beside the time that was measured, for commands that ran', () => {
  const { events } = drillStory();
  const operation = reportRun(events).steps.flatMap(({ commands }) => commands)[0]?.operation ?? '';
  const drill = DrillSchema.parse({
    title: 'A slow kitchen',
    procedure: 'sqs-queue-backlog',
    provider: [
      { operation, seconds: 600, source: 'measured by hand' },
      { operation: 'rds restore-db-instance-to-point-in-time', seconds: 1200, source: 'measured by hand' },
    ],
    recovery: {},
  });
  const people = { questions: 0, spentMs: 0 };
  const wellSince = events.find((event) => event.type === 'run-started')?.at ?? 0;
  const proof = { recovered: true, wellSince, last: [] };
  const report = reportDrill({ drill, runs: [reportRun(events)], proof, availability: [], data: [], people, events });
  expect(report.kind).toBe('operation');
  expect(report.provider.operations.map((one) => one.operation)).toEqual([operation]);
  expect(report.recovered?.rangeMs).toBe(0);
  expect(report.provider.recoveredMs).toBe(600_000);
});

test('a drill fails by what was not printed, by an outage that is too long, and by what is not there', () => {
  const { events } = drillStory();
  const run = reportRun(events);
  const printed = run.steps.flatMap(({ commands }) => commands).find(({ stdout }) => stdout !== '');
  const command = [printed?.program, ...(printed?.argv ?? [])].join(' ');
  const drill = DrillSchema.parse({
    title: 'A slow kitchen',
    procedure: 'sqs-queue-backlog',
    availability: [{ name: 'kitchen', url: 'http://kitchen', maxOutageSeconds: 2 }],
    data: [{ name: 'orders', module: 'orders.ts', atLeast: 5 }],
    printed: [{ command, matches: '^\\s*\\S' }],
    recovery: {},
  });
  const orders = { name: 'orders', before: 0, after: 5, lost: 0, mayLose: false };
  const kitchen = { name: 'kitchen', asked: 9, failed: 1, longestOutageMs: 2000 };
  const people = { questions: 0, spentMs: 0 };
  const proof = { recovered: true, wellSince: events[0]?.at ?? 0, last: [] };
  const input = { drill, runs: [run], proof, availability: [kitchen], data: [orders], people, events };
  const reason = (changed: object) => reportDrill({ ...input, ...changed }).reason;
  expect(reason({})).toBe('');
  expect(reason({ data: [{ ...orders, after: 4 }] })).toBe('4 of at least 5 are there: orders');
  expect(reason({ availability: [{ ...kitchen, longestOutageMs: 2001 }] })).toMatch(/^kitchen was away: 1 failed/);
  const strict = {
    ...drill,
    availability: [{ name: 'kitchen', url: 'http://kitchen', everyMs: 1, maxOutageSeconds: 0 }],
  };
  expect(reason({ drill: strict })).toMatch(/^kitchen was away/);
  expect(reason({ drill: strict, availability: [{ ...kitchen, failed: 0 }] })).toBe('');
  const silent = { ...drill, printed: [{ command, matches: 'never said' }] };
  expect(reason({ drill: silent })).toBe(`no "${command}" printed what matches never said`);
});
