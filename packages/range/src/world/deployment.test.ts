import { describe, expect, test } from 'vitest';
import { createDeployment, nextStep, type ServiceTask } from './deployment.ts';
import { createTask } from './task.ts';

const clock = { now: () => 0, sleep: async () => {} };
const container = { name: 'c', image: 'i', cpu: 1, memory: 1, port: 1, environment: {}, logGroup: 'l' };
const definition = { family: 'f', revision: 1, arn: 'a', registeredAt: 0, container, deregisteredAt: null };
const older = createDeployment(definition, 2, 0);
const newest = createDeployment(definition, 2, 0);

function task(deployment: typeof newest, health: ServiceTask['health'], leaving = false): ServiceTask {
  const watching = new AbortController();
  const entry = createTask(definition, clock, { startedBy: deployment.id, group: 'service:f', executeCommand: false });
  return { task: entry, deployment, health, wasHealthy: false, saidWell: new Set(), leaving, watching };
}

const limits = { desiredCount: 2, minimumHealthyPercent: 100, maximumPercent: 200 };
const step = (tasks: ServiceTask[], changed: Partial<typeof limits> = {}) => {
  const { start, stop } = nextStep(tasks, newest, { ...limits, ...changed });
  return { start, stop: stop.map((entry) => tasks.indexOf(entry)) };
};

describe('a service', () => {
  test('starts what is missing and stops nothing when it has what it should', () => {
    expect(step([])).toEqual({ start: 2, stop: [] });
    expect(step([task(newest, 'HEALTHY'), task(newest, 'UNKNOWN')])).toEqual({ start: 0, stop: [] });
    expect(step([task(newest, 'HEALTHY', true), task(newest, 'HEALTHY')])).toEqual({ start: 1, stop: [] });
  });

  test('starts the new beside the old as far as the maximum allows (R1)', () => {
    const old = [task(older, 'HEALTHY'), task(older, 'HEALTHY')];
    expect(step(old)).toEqual({ start: 2, stop: [] });
    expect(step(old, { maximumPercent: 150 })).toEqual({ start: 1, stop: [] });
  });

  test('keeps enough healthy tasks until the new ones are healthy (R2)', () => {
    const old = [task(older, 'HEALTHY'), task(older, 'HEALTHY')];
    expect(step([...old, task(newest, 'UNKNOWN'), task(newest, 'UNKNOWN')]).stop).toEqual([]);
    expect(step([...old, task(newest, 'HEALTHY'), task(newest, 'UNKNOWN')]).stop).toEqual([0]);
    expect(step([...old, task(newest, 'HEALTHY'), task(newest, 'HEALTHY')]).stop).toEqual([0, 1]);
    expect(step([task(older, 'UNHEALTHY'), task(newest, 'UNKNOWN'), task(newest, 'UNKNOWN')]).stop).toEqual([0]);
  });

  test('makes room first where the maximum is 100 percent', () => {
    const old = [task(older, 'HEALTHY'), task(older, 'HEALTHY')];
    expect(step(old, { minimumHealthyPercent: 50, maximumPercent: 100 })).toEqual({ start: 1, stop: [0] });
  });

  test('scales in what is not healthy first, then the oldest (R3)', () => {
    const tasks = [task(newest, 'HEALTHY'), task(newest, 'HEALTHY'), task(newest, 'UNKNOWN')];
    expect(step(tasks, { desiredCount: 1 }).stop).toEqual([2, 0]);
    expect(step(tasks, { desiredCount: 0 })).toEqual({ start: 0, stop: [2, 0, 1] });
  });
});
