import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { FaultSchema, type RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { rangeFetch } from '../network/range-fetch.ts';
import { startRange } from '../range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from '../testing/fixture-range.ts';

const cluster = 'fixture-test';
const service = 'fixture-echo';
const stateFolder = mkdtempSync(join(tmpdir(), 'service-faults-test-'));
let range: RangeControl;
let ecs: ECSClient;

beforeAll(async () => {
  const spec = echoService({ desiredCount: 2, circuitBreaker: { rollback: true }, healthGraceSeconds: 1 });
  range = await startRange(
    fixtureOptions({ name: 'service-faults-test', stateFolder, speed: 5, stack: fixtureStack({ services: [spec] }) }),
  );
  const { endpoint, region, credentials } = range.description;
  ecs = new ECSClient({ endpoint, region, credentials: { ...credentials } });
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

const inject = (fault: z.input<typeof FaultSchema>) => range.injectFault(FaultSchema.parse(fault));

async function described() {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  return services[0];
}

const isSettled = async () =>
  until(described, (one) => one?.deployments?.length === 1 && one.deployments[0]?.rolloutState === 'COMPLETED');

/** Statuses and times of so many requests, one after the other. */
async function requests(count: number): Promise<{ status: number; ms: number }[]> {
  const inRange = rangeFetch(() => range.description.hosts, null);
  const answers = [];
  for (let i = 0; i < count; i++) {
    const begin = performance.now();
    const { status } = await inRange(`http://${range.description.outputs.albDnsName}/`);
    answers.push({ status, ms: performance.now() - begin });
  }
  return answers;
}

describe('a bad image', () => {
  test.each(['crash', 'unhealthy'] as const)(
    'that would %s is rolled back by the circuit breaker',
    async (behaviour) => {
      const before = (await isSettled())?.taskDefinition;
      const fault = await inject({ kind: 'bad-image', service: 'echo', behaviour });
      expect((await described())?.taskDefinition).not.toBe(before);
      const after = await until(described, (one) => one?.taskDefinition === before, 800);
      expect(after?.events?.some(({ message }) => message?.includes('deployment failed: tasks failed to start'))).toBe(
        true,
      );
      await fault.clear();
      expect((await isSettled())?.taskDefinition).toBe(before);
    },
  );

  test('that answers with errors is deployed, and taken back when it is cleared', async () => {
    const before = (await isSettled())?.taskDefinition;
    const fault = await inject({ kind: 'bad-image', service, behaviour: 'errors', errorRate: 0.5 });
    expect(fault.text).toMatch(/deployed with services\/echo:[0-9a-f]{7}, which answers with errors/);
    expect((await isSettled())?.taskDefinition).not.toBe(before);
    const failed = (await requests(20)).filter(({ status }) => status === 500);
    expect(failed).toHaveLength(10);
    await fault.clear();
    expect((await isSettled())?.taskDefinition).toBe(before);
    expect((await requests(6)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });
});

test('event-loop lag holds answers up, until it is cleared', async () => {
  await isSettled();
  const fault = await inject({ kind: 'event-loop-lag', service: 'echo', milliseconds: 500 });
  await until(
    () => requests(2),
    // What comes in between two turns is answered at once.
    (answers) => answers.some(({ ms }) => ms > 450),
  );
  await fault.clear();
  await until(
    () => requests(2),
    (answers) => answers.every(({ ms, status }) => ms < 450 && status === 200),
  );
});

test('a CPU load is really used, and ends', async () => {
  await isSettled();
  const fault = await inject({ kind: 'cpu-load', service: 'echo', percent: 90, forSeconds: 4 });
  expect(fault.text).toBe('2 tasks of fixture-echo: 90 % of their CPU busy');
  const { endpoint, region, credentials } = range.description;
  const cloudwatch = new CloudWatchClient({ endpoint, region, credentials: { ...credentials } });
  const now = range.clock.now();
  const question = new GetMetricStatisticsCommand({
    Namespace: 'AWS/ECS',
    MetricName: 'CPUUtilization',
    Dimensions: [
      { Name: 'ClusterName', Value: cluster },
      { Name: 'ServiceName', Value: service },
    ],
    StartTime: new Date(now - 60_000),
    EndTime: new Date(now + 600_000),
    Period: 60,
    Statistics: ['Maximum'],
  });
  await until(
    async () => (await cloudwatch.send(question)).Datapoints ?? [],
    (points) => points.some(({ Maximum = 0 }) => Maximum > 60),
  );
  await fault.over;
});

test('a fault of a service that is not there names those that are', async () => {
  await expect(inject({ kind: 'cpu-load', service: 'nobody', percent: 10 })).rejects.toMatchObject({
    code: 'FAULT_UNKNOWN',
    params: { reason: expect.stringContaining('it has: echo') },
  });
});
