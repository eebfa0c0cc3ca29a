import { expect, test } from 'vitest';
import { readCondition } from './conditions.ts';

test.each([
  ['If the queue is full: drain it', 'If the queue is full', 'drain it'],
  ['If the queue is full, drain it', 'If the queue is full', 'drain it'],
  ['If tasks restart → Add memory', 'If tasks restart', 'Add memory'],
  ['High CPU → Scale out', 'High CPU', 'Scale out'],
  ['CPU > 80% -> Scale out', 'CPU > 80%', 'Scale out'],
  ['Roll back if a deploy is to blame', 'if a deploy is to blame', 'Roll back'],
  ['Redrive it (after mending the cause)', 'after mending the cause', 'Redrive it'],
  ['Go to CloudWatch → Logs', null, 'Go to CloudWatch → Logs'],
  ['Console → ECS → Services', null, 'Console → ECS → Services'],
  ['Check if the queue is empty', null, 'Check if the queue is empty'],
  ['Change the class (brief downtime unless Multi-AZ)', null, 'Change the class (brief downtime unless Multi-AZ)'],
  ['Restart it. It helps if memory leaks', null, 'Restart it. It helps if memory leaks'],
])('%s', (text, condition, rest) => {
  expect(readCondition(text)).toEqual({ condition, text: rest });
});

test('long text costs no more than its length', () => {
  expect(readCondition(`${'if '.repeat(5000)}x`).condition).toBeNull();
});
