import { expect, test } from 'vitest';
import { incidentTimes } from './incident-times.ts';
import { drillStory, unknownStory } from './testing-stories.ts';
import { Writer } from './testing-writer.ts';

test('a drill knows them all, in their order', () => {
  const { fault, alarm, acknowledged, mitigated, recovered } = incidentTimes(drillStory().events);
  const moments = [fault, alarm, acknowledged, mitigated, recovered];
  expect(moments).not.toContain(null);
  expect(moments).toEqual([...moments].sort((a, b) => Number(a) - Number(b)));
});

test('what the record does not say is null', () => {
  const { acknowledged, ...others } = incidentTimes(unknownStory().events);
  expect(acknowledged).not.toBeNull();
  expect(others).toEqual({ fault: null, alarm: null, mitigated: null, recovered: null });
});

test('nothing has recovered while the incident is open, or when it was closed without proof', () => {
  const run = new Writer('sqs-queue-backlog');
  run.add('recovery-checked', { check: 'alarm', ok: true, detail: 'OK' });
  expect(incidentTimes(run.events).recovered).toBeNull();
  run.add('incident-closed', { incidentId: 'd-1', recovered: false, note: 'it did not stay well' });
  expect(incidentTimes(run.events).recovered).toBeNull();
});
