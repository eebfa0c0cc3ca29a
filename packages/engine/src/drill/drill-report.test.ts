import { DrillSchema } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { reportDrill } from './drill-report.ts';
import { drillStory } from './report/testing-stories.ts';
import { reportRun } from './run-report.ts';

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
  const report = reportDrill({ drillId: 'd-1', drill, run: reportRun(events), proof, events });
  expect(report).toMatchObject({ passed: true, reason: '', alarm: 'tea-sqs-orders-dlq' });
  expect(report.detected).toEqual({ rangeMs: 94_000, wallMs: 9400 });
  expect(report.mitigated?.rangeMs).toBeGreaterThan(94_000);
  expect(report.timeline[1]).toMatchObject({ kind: 'fault', offsetMs: 0 });
  expect(report.timeline.at(-1)).toMatchObject({ kind: 'end', text: 'recovery is proven' });
  const late = { ...drill, objectives: { rtoSeconds: 100 } };
  expect(reportDrill({ drillId: 'd-1', drill: late, run: report.run, proof, events })).toMatchObject({
    passed: false,
    reason: expect.stringMatching(/^recovered after \d+ s, promised 100 s$/),
  });
});
