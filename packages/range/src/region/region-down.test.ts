import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { GetHealthCheckStatusCommand, ListHealthChecksCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type AlarmTransition, type RangeControl, ref } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rangeFetch } from '../network/range-fetch.ts';
import { startRange } from '../range.ts';
import { fixtureOptions, fixtureStack, until } from '../testing/fixture-range.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'region-down-test-'));
const HOME = 'us-east-1';
const RECOVERY = 'us-west-2';
const heard: AlarmTransition[] = [];
let range: RangeControl;

beforeAll(async () => {
  const stack = fixtureStack({
    region: HOME,
    recoveryRegion: RECOVERY,
    hostedZones: [
      {
        id: 'main',
        name: 'example.com',
        healthCheck: {
          ...{ host: 'chat.example.com', protocol: 'HTTP', port: 80, path: '/health' },
          ...{ intervalSeconds: 10, failureThreshold: 2 },
        },
        records: [{ name: 'chat.example.com', type: 'A', target: { loadBalancer: 'main' } }],
      },
    ],
    alarms: [
      {
        name: 'fixture-unreachable',
        region: RECOVERY,
        namespace: 'AWS/Route53',
        metric: 'HealthCheckStatus',
        dimensions: { HealthCheckId: ref('hostedZone', 'main', 'healthCheckId') },
        statistic: 'Minimum',
        periodSeconds: 60,
        evaluationPeriods: 1,
        threshold: 1,
        comparison: 'LessThanThreshold',
      },
    ],
  });
  range = await startRange(fixtureOptions({ name: 'region-down-test', stateFolder, stack, speed: 60 }));
  range.onAlarm((transition) => heard.push(transition));
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

function clientOptions(region: string) {
  const { endpoint, credentials } = range.description;
  return { endpoint, region, credentials: { ...credentials }, maxAttempts: 1 };
}

function ask(url: string): Promise<Response> {
  return rangeFetch(() => range.description.hosts, range.description.ca)(url);
}

async function alarmState(): Promise<string | undefined> {
  const watching = new CloudWatchClient(clientOptions(RECOVERY));
  const { MetricAlarms } = await watching.send(new DescribeAlarmsCommand({ AlarmNames: ['fixture-unreachable'] }));
  return MetricAlarms?.[0]?.StateValue;
}

test('a region that is lost answers nobody, and is noticed from the other one', async () => {
  const route53 = new Route53Client(clientOptions(HOME));
  const { HealthChecks } = await route53.send(new ListHealthChecksCommand({}));
  const HealthCheckId = HealthChecks?.[0]?.Id;
  expect(HealthChecks?.[0]?.HealthCheckConfig).toMatchObject({ FullyQualifiedDomainName: 'chat.example.com' });
  await until(alarmState, (state) => state === 'OK');
  expect((await ask('http://chat.example.com/health')).status).toBe(200);

  const fault = await range.injectFault({ kind: 'region-down' });
  expect(fault.text).toBe('us-east-1 is lost for good');
  await fault.over;

  expect(range.description.regions.map(({ isLost }) => isLost)).toEqual([true, false]);
  await expect(ask('http://chat.example.com/health')).rejects.toThrow('fetch failed');
  await expect(ask(`http://${range.description.outputs.albDnsName}/`)).rejects.toThrow('fetch failed');
  await expect(new ECSClient(clientOptions(HOME)).send(new ListClustersCommand({}))).rejects.toMatchObject({
    name: 'ServiceUnavailable',
    $metadata: { httpStatusCode: 503 },
  });
  expect(await new ECSClient(clientOptions(RECOVERY)).send(new ListClustersCommand({}))).toMatchObject({
    clusterArns: [],
  });
  await expect(new STSClient(clientOptions(HOME)).send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
    Account: range.description.account,
  });

  await until(alarmState, (state) => state === 'ALARM');
  expect(heard.at(-1)).toMatchObject({ alarm: 'fixture-unreachable', to: 'ALARM' });
  const { HealthCheckObservations } = await route53.send(new GetHealthCheckStatusCommand({ HealthCheckId }));
  expect(HealthCheckObservations?.[0]?.StatusReport?.Status).toContain('Failure');
  await expect(range.injectFault({ kind: 'region-down' })).rejects.toMatchObject({ code: 'FAULT_UNKNOWN' });
});
