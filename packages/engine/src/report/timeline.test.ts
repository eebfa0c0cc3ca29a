import type { RunEvent } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { drillStory, operationStory, parkedStory, unknownStory } from './testing-stories.ts';
import { Writer } from './testing-writer.ts';
import { timelineOf } from './timeline.ts';

const told = (events: readonly RunEvent[]): string[] => timelineOf(events).map(({ kind, text }) => `${kind}: ${text}`);

test('a drill from its fault to its end', () => {
  expect(told(drillStory().events)).toEqual([
    'note: 3 checks of the steady state are well',
    'fault: the kitchen answers after 500 ms | and fails',
    'alarm: tea-sqs-orders-dlq → ALARM: Threshold crossed: 12.0 > 1.0',
    'procedure: SQS Queue Backlog',
    expect.stringMatching(/^run: run run-7f3a of "common-incidents\/sqs-queue-backlog" started in production/),
    expect.stringMatching(/^approval: approved by on-call \(the drill's policy\): aws ecs update-service/),
    'change: workers desired count 1 -> 3',
    'answer: on-call answered "skip" to: If DLQ has messages',
    'answer: on-call answered "done" to: Tell the kitchen that orders come late',
    'end: the run ended "done": 3 of 5 steps done, 1 skipped, 1 for a person',
    'note: recovery: 2 checks, to hold for 60 s',
    'check: alarm tea-sqs-orders-dlq not well: ALARM',
    'check: Queue Depth (queueUrl) well: 640 (warning at 1000)',
    'check: alarm tea-sqs-orders-dlq well: OK',
    'end: recovery is proven',
  ]);
});

test('who was asked, who answered in which role, and which process went on', () => {
  const lines = told(parkedStory().events);
  const scale = 'aws ecs update-service --cluster tea --service workers --desired-count';
  expect(lines.slice(1, -4)).toEqual([
    `question: approval asked of 1 approver, not whoever asked for the run: ${scale} 3 (workers desired count 1 -> 3)`,
    'run: the run waits, without a process: it waits for an approval',
    'run: host-2/4711 (life 2) went on',
    'problem: what mallory sent does not count: its signature is not valid',
    `approval: edited by grace, approver: ${scale} 3 (the database takes four workers)`,
    `answer: grace put ${scale} 4 in its place`,
    expect.stringMatching(/^question: approval asked/),
    `approval: approved by grace, approver: ${scale} 4`,
    'change: workers desired count 1 -> 4',
    'run: host-3/815 (life 3) took over: the process before had stopped without a word',
    `change: found to have been carried out, says aws@1: ${scale} 4: the desired count is 4`,
  ]);
  expect(lines).toContain('note: ada: Turned the kettle off and on by hand');
});

test('failures and what is not known are problems', () => {
  const lines = told([...operationStory().events, ...unknownStory().events]);
  expect(lines).toContainEqual(expect.stringMatching(/^problem: exit 254: aws ecs .*\(An error occurred \(Throttling/));
  expect(lines).toContain('problem: step "How much waits" failed: line 25: exit 254');
  expect(lines).toContainEqual(expect.stringMatching(/^problem: it is not known whether this was carried out: aws/));
});

test('pause, cancel, what was held, refused or answered by nobody, and a secret that is not shown', () => {
  const run = new Writer('manual-scaling');
  run.start('dry-run');
  const stepId = run.begin(0);
  const scale = { stepId, line: 1, argv: ['ecs', 'update-service'] };
  run.command({ ...scale, intent: { verdict: 'hold' }, outcome: { state: 'held' } });
  run.command({ ...scale, intent: { verdict: 'refuse' }, outcome: { state: 'refused', stderr: 'a freeze\n' } });
  run.add('answered', { stepId, question: 'Value of TOKEN (used at line 3)', value: null, by: 'ada' });
  run.add('answered', { stepId, question: 'Go on?', value: null, by: 'nobody' });
  run.add('run-ordered', { order: 'pause', by: 'ada', reason: 'lunch\nbreak' });
  run.add('run-finished', { state: 'paused', exitCode: 4, note: 'paused' });
  run.add('run-ordered', { order: 'cancel', by: 'ada', reason: '' });
  expect(told(run.events).slice(1)).toEqual([
    'change: held, not carried out: aws ecs update-service',
    'problem: refused: aws ecs update-service (a freeze)',
    'answer: ada answered a secret to: Value of TOKEN (used at line 3)',
    'answer: nobody answered: Go on?',
    'run: paused by ada (lunch break)',
    'run: the run is paused: paused',
    'run: cancelled by ada',
  ]);
});
