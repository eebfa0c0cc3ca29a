import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRange } from '../range.ts';
import { fixtureOptions, fixtureStack } from '../testing/fixture-range.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'regions-test-'));
const HOME = 'eu-west-1';
const RECOVERY = 'eu-central-1';
let range: RangeControl;

beforeAll(async () => {
  const stack = fixtureStack({ recoveryRegion: RECOVERY, queues: [{ id: 'jobs', name: 'jobs' }] });
  range = await startRange(fixtureOptions({ name: 'regions-test', stateFolder, stack }));
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

function clientOptions(region: string) {
  const { endpoint, credentials } = range.description;
  return { endpoint, region, credentials: { ...credentials } };
}

describe('the regions of a range', () => {
  test('are described, with the outputs of what is deployed there', () => {
    expect(range.description.regions).toEqual([
      { name: HOME, deployed: true, isLost: false, outputs: range.description.outputs },
      { name: RECOVERY, deployed: false, isLost: false, outputs: {} },
    ]);
  });

  test('are empty until something is deployed there', async () => {
    const options = clientOptions(RECOVERY);
    const ecs = new ECSClient(options);
    expect((await ecs.send(new ListClustersCommand({}))).clusterArns).toEqual([]);
    await expect(
      ecs.send(new DescribeServicesCommand({ cluster: 'fixture-test', services: ['fixture-echo'] })),
    ).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
    const balancers = await new ElasticLoadBalancingV2Client(options).send(new DescribeLoadBalancersCommand({}));
    expect(balancers.LoadBalancers).toEqual([]);
    expect((await new RDSClient(options).send(new DescribeDBInstancesCommand({}))).DBInstances ?? []).toEqual([]);
    expect((await new CloudWatchClient(options).send(new DescribeAlarmsCommand({}))).MetricAlarms ?? []).toEqual([]);
    expect((await new SQSClient(options).send(new ListQueuesCommand({}))).QueueUrls).toBeUndefined();
  });

  test('have state of their own', async () => {
    const here = new SQSClient(clientOptions(HOME));
    const there = new SQSClient(clientOptions(RECOVERY));
    const { QueueUrl } = await there.send(new CreateQueueCommand({ QueueName: 'made-there' }));
    expect((await there.send(new ListQueuesCommand({}))).QueueUrls).toHaveLength(1);
    await expect(here.send(new GetQueueUrlCommand({ QueueName: 'made-there' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await there.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(there.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
  });

  test('share what is global', async () => {
    const { Account } = await new STSClient(clientOptions('ap-south-1')).send(new GetCallerIdentityCommand({}));
    expect(Account).toBe(range.description.account);
  });

  test('are named to who asks for another', async () => {
    await expect(new SQSClient(clientOptions('ap-south-1')).send(new ListQueuesCommand({}))).rejects.toMatchObject({
      name: 'OptInRequired',
      message: `The region ap-south-1 is not in this range, which has ${HOME} and ${RECOVERY}.`,
    });
  });
});
