import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { DescribeTaskDefinitionCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type RangeControl, ref } from '@steadyhand/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { rangeFetch } from './network/range-fetch.ts';
import { startRange } from './range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from './testing/fixture-range.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'stores-test-'));
const clients: { destroy(): void }[] = [];
let range: RangeControl;
let ec2: EC2Client;
let ecs: ECSClient;
let secrets: SecretsManagerClient;

const stack = fixtureStack({
  services: [
    echoService({
      image: 'services/stores',
      securityGroups: ['app'],
      environment: { REDIS_URL: ref('cache', 'main', 'url'), DATABASE_URL: ref('secret', 'database-url', 'value') },
    }),
  ],
  securityGroups: [
    { id: 'app', name: 'fixture-app', description: 'the service', ingress: [] },
    {
      id: 'data',
      name: 'fixture-data',
      description: 'the stores',
      ingress: [
        { fromPort: 6379, toPort: 6379, source: { securityGroup: 'app' } },
        { fromPort: 5432, toPort: 5432, source: { securityGroup: 'app' } },
      ],
    },
  ],
  databases: [
    {
      id: 'main',
      identifier: 'fixture-db',
      instanceClass: 'db.t4g.micro',
      database: 'app',
      username: 'app',
      securityGroups: ['data'],
    },
  ],
  caches: [
    {
      id: 'main',
      replicationGroupId: 'fixture-redis',
      nodeType: 'cache.t4g.micro',
      maxMemoryMb: 16,
      authSecret: 'auth',
      transitEncryption: true,
      securityGroups: ['data'],
    },
  ],
  secrets: [
    { id: 'auth', name: 'fixture/auth' },
    { id: 'redis-url', name: 'fixture/redis-url', value: ref('cache', 'main', 'url') },
    { id: 'database-url', name: 'fixture/database-url', value: ref('database', 'main', 'url') },
  ],
});

beforeAll(async () => {
  range = await startRange(fixtureOptions({ name: 'stores-test', stateFolder, stack }));
  const { endpoint, region } = range.description;
  const options = () => ({ endpoint, region, credentials: { ...range.description.credentials } });
  ec2 = new EC2Client(options());
  ecs = new ECSClient(options());
  secrets = new SecretsManagerClient(options());
  clients.push(ec2, ecs, secrets);
});

afterAll(async () => {
  for (const client of clients) client.destroy();
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

beforeEach(() => settled('/redis', '+PONG'));

/** What the service says of a store. */
async function ask(path: string): Promise<string> {
  const { hosts, ca, outputs } = range.description;
  return (await rangeFetch(() => hosts, ca)(`http://${outputs.albDnsName}${path}`)).text();
}

async function settled(path: string, wanted: string | RegExp): Promise<void> {
  await until(
    () => ask(path),
    (answer) => (typeof wanted === 'string' ? answer === wanted : wanted.test(answer)),
  );
}

async function deployAnew(): Promise<void> {
  const request = { cluster: 'fixture-test', service: 'fixture-echo', forceNewDeployment: true };
  await ecs.send(new UpdateServiceCommand(request));
}

describe('the network before databases and caches', () => {
  test('a task comes from its own address', async () => {
    expect(await ask('/postgres')).toMatch(/^127\.\d+\.\d+\.[1-9]\d*$/);
  });

  test('a revoked rule is a timeout, and an authorised one mends it', async () => {
    const { SecurityGroups = [] } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['fixture-data'] }] }),
    );
    const [group] = SecurityGroups;
    const GroupId = group?.GroupId ?? '';
    const IpPermissions = group?.IpPermissions?.filter(({ FromPort }) => FromPort === 6379) ?? [];
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    expect(await ask('/redis')).toContain('ETIMEDOUT');
    expect(await ask('/postgres')).toMatch(/^127\./);
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    expect(await ask('/redis')).toBe('+PONG');
  });

  test('a fault closes it, and clearing opens it', async () => {
    const fault = await range.injectFault({
      kind: 'security-group-closed',
      securityGroup: 'data',
      port: 5432,
      cut: true,
    });
    expect(await ask('/postgres')).toMatch(/timeout/i);
    await fault.clear();
    expect(await ask('/postgres')).toMatch(/^127\./);
  });
});

describe('passwords', () => {
  test('a task definition names the secrets and not what they hold', async () => {
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'fixture-echo' }));
    const [container] = taskDefinition?.containerDefinitions ?? [];
    expect(container?.secrets?.map(({ name }) => name).sort()).toEqual(['DATABASE_URL', 'REDIS_URL']);
    expect(JSON.stringify(container?.environment)).not.toContain('rediss://');
  });

  test('a rotated database password is void for the tasks that run, and found by those that start', async () => {
    const SecretId = 'fixture/database-url';
    const before = (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    await secrets.send(new RotateSecretCommand({ SecretId }));
    const rotated = await until(
      async () => (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString,
      (text) => text !== before,
    );
    expect(rotated).toMatch(/^postgres:\/\/app:[0-9a-f]{32}@fixture-db\./);
    const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
    expect(Object.values(VersionIdsToStages)).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
    await settled('/postgres', /password authentication failed/);
    await deployAnew();
    await settled('/postgres', /^127\./);
  });

  test('a rotated AUTH token is valid beside the one before', async () => {
    const SecretId = 'fixture/auth';
    const value = async (id: string) => (await secrets.send(new GetSecretValueCommand({ SecretId: id }))).SecretString;
    const before = await value(SecretId);
    await secrets.send(new RotateSecretCommand({ SecretId }));
    const token = await until(
      () => value(SecretId),
      (text) => text !== before,
    );
    expect(await ask('/redis')).toBe('+PONG');
    expect(await value('fixture/redis-url')).toContain(`default:${token}@`);
  });

  test('a rotation that was finished too early shuts services out until they are deployed anew', async () => {
    const fault = await range.injectFault({ kind: 'wrong-auth', cache: 'main', cut: true });
    await settled('/redis', /^-WRONGPASS/);
    await deployAnew();
    await settled('/redis', '+PONG');
    await fault.clear();
    expect(await ask('/redis')).toBe('+PONG');
  });
});

test('memory fills up, which the metrics of the node say and those of the group do not', async () => {
  const fault = await range.injectFault({ kind: 'redis-memory', cache: 'main', percent: 80, prefix: 'filler:' });
  expect(fault.text).toMatch(/filled to 80 % with \d+ keys/);
  const { endpoint, region, credentials } = range.description;
  const cloudwatch = new CloudWatchClient({ endpoint, region, credentials: { ...credentials } });
  clients.push(cloudwatch);
  const dimensionsOf = async (MetricName: string) => {
    const { Metrics = [] } = await cloudwatch.send(
      new ListMetricsCommand({ Namespace: 'AWS/ElastiCache', MetricName }),
    );
    return Metrics.map(({ Dimensions = [] }) => Dimensions.map(({ Name }) => Name).join()).sort();
  };
  const metrics = ['CurrItems', 'Evictions', 'EngineCPUUtilization', 'AuthenticationFailures', 'BytesUsedForCache'];
  for (const metric of metrics) {
    await until(
      () => dimensionsOf(metric),
      (found) => found.join(' ') === 'CacheClusterId CacheClusterId,CacheNodeId',
    );
  }
  await fault.clear();
});
