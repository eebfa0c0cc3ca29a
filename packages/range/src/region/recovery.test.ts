import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BackupClient,
  DescribeBackupJobCommand,
  DescribeBackupVaultCommand,
  DescribeCopyJobCommand,
  DescribeRecoveryPointCommand,
  DescribeRestoreJobCommand,
  GetRecoveryPointRestoreMetadataCommand,
  ListBackupVaultsCommand,
  ListRecoveryPointsByBackupVaultCommand,
  ListRestoreJobsCommand,
  StartBackupJobCommand,
  StartCopyJobCommand,
  StartRestoreJobCommand,
} from '@aws-sdk/client-backup';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeLoadBalancersCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  ChangeResourceRecordSetsCommand,
  ListHostedZonesByNameCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
  waitUntilResourceRecordSetsChanged,
} from '@aws-sdk/client-route-53';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PulumiAnswerSchema, type PulumiRequest, type RangeControl, ref } from '@steadyhand/contracts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { locate } from '../network/hosts.ts';
import { rangeFetch } from '../network/range-fetch.ts';
import { startRange } from '../range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from '../testing/fixture-range.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'recovery-test-'));
const HOME = 'us-east-1';
const RECOVERY = 'us-west-2';
const BackupVaultName = 'fixture-dr';
const IamRoleArn = 'arn:aws:iam::000000000000:role/backup';
let range: RangeControl;
let home: BackupClient;
let recovery: BackupClient;

beforeAll(async () => {
  const stack = fixtureStack({
    region: HOME,
    recoveryRegion: RECOVERY,
    databases: [
      {
        ...{ id: 'main', identifier: 'fixture-db', instanceClass: 'db.t4g.micro', database: 'app', username: 'app' },
        proxy: { name: 'fixture-proxy' },
      },
    ],
    backupVaults: [
      { id: 'home', name: 'fixture-home', databases: ['main'] },
      { id: 'dr', name: BackupVaultName, region: RECOVERY, databases: ['main'], subnetGroups: ['dr-subnet-group'] },
    ],
    services: [echoService({ environment: { DATABASE_URL: ref('database', 'main', 'url') } })],
    secrets: [{ id: 'url', name: 'fixture/url', value: ref('database', 'main', 'url') }],
    hostedZones: [
      {
        id: 'main',
        name: 'example.com',
        healthCheck: { host: 'chat.example.com', protocol: 'HTTP', port: 80, path: '/health', intervalSeconds: 10 },
        records: [
          { name: 'chat.example.com', type: 'A', target: { loadBalancer: 'main' } },
          { name: 'owner.example.com', type: 'TXT', target: { values: ['"somebody"'] } },
        ],
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
        missing: 'breaching',
      },
    ],
    outputs: {
      databaseUrl: ref('database', 'main', 'url'),
      proxyUrl: ref('database', 'main', 'proxyUrl'),
      albDnsName: ref('loadBalancer', 'main', 'dnsName'),
    },
  });
  range = await startRange(fixtureOptions({ name: 'recovery-test', stateFolder, stack }));
  home = new BackupClient(clientOptions(HOME));
  recovery = new BackupClient(clientOptions(RECOVERY));
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

function clientOptions(region: string) {
  const { endpoint, credentials } = range.description;
  return { endpoint, region, credentials: { ...credentials } };
}

/** Asks the database behind a URL of the range. */
async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const { hostname, username, password, pathname } = new URL(url);
  const place = locate(range.description.hosts, hostname, 5432);
  if (!place) throw new TypeError(`${hostname} is not in the range`);
  const client = new pg.Client({ ...place, user: username, password, database: pathname.slice(1) });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function points(client: BackupClient, vault: string) {
  const { RecoveryPoints = [] } = await client.send(
    new ListRecoveryPointsByBackupVaultCommand({ BackupVaultName: vault }),
  );
  return RecoveryPoints;
}

/** Those of the recovery region, once it has one. */
function firstPoints() {
  return until(
    () => points(recovery, BackupVaultName),
    (found) => found.length > 0,
  );
}

/** A recovery point of this moment, in the vault of the other region. */
async function backUpNow(): Promise<string> {
  const ResourceArn = 'arn:aws:rds:us-east-1:000000000000:db:fixture-db';
  const started = await home.send(
    new StartBackupJobCommand({ BackupVaultName: 'fixture-home', ResourceArn, IamRoleArn }),
  );
  const job = await until(
    () => home.send(new DescribeBackupJobCommand({ BackupJobId: started.BackupJobId })),
    ({ State }) => State === 'COMPLETED' || State === 'FAILED',
  );
  expect(job).toMatchObject({ State: 'COMPLETED', PercentDone: '100.00%', ResourceType: 'RDS' });
  const vault = await recovery.send(new DescribeBackupVaultCommand({ BackupVaultName }));
  const copy = await home.send(
    new StartCopyJobCommand({
      RecoveryPointArn: started.RecoveryPointArn,
      SourceBackupVaultName: 'fixture-home',
      DestinationBackupVaultArn: vault.BackupVaultArn,
      IamRoleArn,
    }),
  );
  const { CopyJob } = await until(
    () => home.send(new DescribeCopyJobCommand({ CopyJobId: copy.CopyJobId })),
    (answer) => answer.CopyJob?.State === 'COMPLETED',
  );
  return CopyJob?.DestinationRecoveryPointArn ?? '';
}

async function restored(RecoveryPointArn: string, Metadata: Record<string, string>) {
  const { RestoreJobId } = await recovery.send(new StartRestoreJobCommand({ RecoveryPointArn, Metadata, IamRoleArn }));
  return until(
    () => recovery.send(new DescribeRestoreJobCommand({ RestoreJobId })),
    ({ Status }) => Status === 'COMPLETED' || Status === 'FAILED',
    1000,
  );
}

async function pulumi(request: PulumiRequest) {
  const answer = await fetch(`${range.description.endpoint}/_range/pulumi`, {
    method: 'POST',
    body: JSON.stringify(request),
  });
  return PulumiAnswerSchema.parse(await answer.json());
}

/** The region of the task that answers under a name, as a client that knows nothing but the name finds it. */
async function regionBehind(name: string): Promise<string> {
  const inRange = rangeFetch(() => range.description.hosts, range.description.ca);
  const { region } = (await (await inRange(`http://${name}/`)).json()) as { region: string };
  return region;
}

describe('AWS Backup', () => {
  test('takes a recovery point by itself and copies it to the other region', async () => {
    const vaults = await recovery.send(new ListBackupVaultsCommand({}));
    expect(vaults.BackupVaultList?.map((vault) => vault.BackupVaultName)).toEqual([BackupVaultName]);
    const copied = (await firstPoints()).at(-1);
    const taken = (await points(home, 'fixture-home')).at(-1);
    expect(copied).toMatchObject({
      Status: 'COMPLETED',
      ResourceType: 'RDS',
      ResourceArn: 'arn:aws:rds:us-east-1:000000000000:db:fixture-db',
      SourceBackupVaultArn: taken?.BackupVaultArn,
    });
    expect(copied?.RecoveryPointArn).toMatch(/^arn:aws:rds:us-west-2:0{12}:snapshot:awsbackup:copyjob-/);
    expect(copied?.BackupSizeInBytes).toBeGreaterThan(1_000_000);
    const where = { BackupVaultName, RecoveryPointArn: copied?.RecoveryPointArn };
    expect(await recovery.send(new DescribeRecoveryPointCommand(where))).toMatchObject({ StorageClass: 'WARM' });
    const { RestoreMetadata } = await recovery.send(new GetRecoveryPointRestoreMetadataCommand(where));
    expect(RestoreMetadata).toMatchObject({ DBInstanceIdentifier: 'fixture-db', DBInstanceClass: 'db.t4g.micro' });
  });

  test('refuses what names nothing and metadata that say too little or too much', async () => {
    await expect(points(recovery, 'other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const [point] = await firstPoints();
    const start = (Metadata: Record<string, string>, role = IamRoleArn) =>
      recovery.send(
        new StartRestoreJobCommand({ RecoveryPointArn: point?.RecoveryPointArn, Metadata, IamRoleArn: role }),
      );
    const invalid = { name: 'InvalidParameterValueException' };
    await expect(start({ DBSubnetGroupName: 'default' })).rejects.toMatchObject(invalid);
    await expect(start({ DBInstanceIdentifier: 'x', Iops: '3' })).rejects.toMatchObject(invalid);
    await expect(start({ DBInstanceIdentifier: 'x' }, 'arn:aws:iam::1:role/x')).rejects.toMatchObject(invalid);
    await expect(
      home.send(new StartRestoreJobCommand({ RecoveryPointArn: point?.RecoveryPointArn, Metadata: {}, IamRoleArn })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('restores an instance in the other region with what was there, and nothing that came later', async () => {
    const { databaseUrl = '' } = range.description.outputs;
    await ask(databaseUrl, 'CREATE TABLE note (text text); INSERT INTO note VALUES ($$before$$)');
    const point = await backUpNow();
    await ask(databaseUrl, 'INSERT INTO note VALUES ($$after$$)');
    const metadata = { DBInstanceIdentifier: 'recovered-db', DBSubnetGroupName: 'dr-subnet-group' };
    const job = await restored(point, metadata);
    expect(job).toMatchObject({
      Status: 'COMPLETED',
      CreatedResourceArn: 'arn:aws:rds:us-west-2:000000000000:db:recovered-db',
    });
    const { DBInstances } = await new RDSClient(clientOptions(RECOVERY)).send(new DescribeDBInstancesCommand({}));
    const instance = DBInstances?.find(({ DBInstanceIdentifier: name }) => name === 'recovered-db');
    expect(instance?.DBInstanceStatus).toBe('available');
    const url = new URL(databaseUrl);
    url.hostname = instance?.Endpoint?.Address ?? '';
    expect(await ask(url.href, 'SELECT text FROM note')).toEqual([{ text: 'before' }]);
    expect(await ask(databaseUrl, 'SELECT text FROM note')).toHaveLength(2);
  });

  test('fails a job for a subnet group or a name that cannot be', async () => {
    const [point] = await firstPoints();
    const arn = point?.RecoveryPointArn ?? '';
    await restored(arn, { DBInstanceIdentifier: 'twice' });
    const noGroup = await restored(arn, { DBInstanceIdentifier: 'x', DBSubnetGroupName: 'nowhere' });
    expect(noGroup).toMatchObject({ Status: 'FAILED', StatusMessage: "DB subnet group 'nowhere' does not exist." });
    const taken = await restored(arn, { DBInstanceIdentifier: 'twice' });
    expect(taken).toMatchObject({ Status: 'FAILED', StatusMessage: 'DB instance already exists' });
    const { RestoreJobs } = await recovery.send(new ListRestoreJobsCommand({ ByStatus: 'FAILED' }));
    expect(RestoreJobs).toHaveLength(2);
  });
});

describe('a system whose region is lost', () => {
  // Three databases start in it, one after the other.
  test('is restored, deployed and found in the other region', { timeout: 60_000 }, async () => {
    const { databaseUrl = '', albDnsName = '' } = range.description.outputs;
    expect(await regionBehind('chat.example.com')).toBe(HOME);
    const beforeKept = await backUpNow();
    await ask(databaseUrl, 'CREATE TABLE kept (text text); INSERT INTO kept VALUES ($$yes$$)');
    expect(await restored(await backUpNow(), { DBInstanceIdentifier: 'moved-db' })).toMatchObject({
      Status: 'COMPLETED',
    });

    await pulumi({ command: 'stack init', stack: 'dr' });
    expect(await pulumi({ command: 'preview' })).toMatchObject({
      error: expect.stringContaining("Missing required configuration variable 'aws:region'"),
    });
    await pulumi({ command: 'config set', key: 'aws:region', value: RECOVERY });
    await pulumi({ command: 'config set', key: 'databaseIdentifier', value: 'moved-db' });
    const preview = await pulumi({ command: 'preview' });
    expect(preview).toMatchObject({ stack: 'dr', region: null, outputs: {} });
    expect(range.description.regions[1]).toMatchObject({ name: RECOVERY, deployed: false });
    const up = await pulumi({ command: 'up' });
    expect(up).toMatchObject({ stack: 'dr', region: RECOVERY });
    if (!('changes' in up)) throw new TypeError('no update');
    expect(up.changes).toContainEqual({ operation: 'read', type: 'aws:rds/instance:Instance', name: 'main' });
    expect(up.changes).toContainEqual({ operation: 'create', type: 'aws:ecs/service:Service', name: 'echo' });

    const ecs = new ECSClient(clientOptions(RECOVERY));
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster: 'fixture-test', services: ['fixture-echo'] }),
    );
    expect(services).toMatchObject([{ runningCount: 1, serviceArn: expect.stringContaining(RECOVERY) }]);
    const { taskDefinition } = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: services?.[0]?.taskDefinition }),
    );
    const { databaseUrl: recoveredUrl = '' } = up.outputs;
    expect(new URL(recoveredUrl).hostname).toMatch(/^moved-db\..*\.us-west-2\.rds\.amazonaws\.com$/);
    const told = taskDefinition?.containerDefinitions?.[0]?.secrets;
    expect(told).toEqual([{ name: 'DATABASE_URL', valueFrom: expect.stringContaining(RECOVERY) }]);
    const secrets = new SecretsManagerClient(clientOptions(RECOVERY));
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: told?.[0]?.valueFrom }));
    expect(SecretString).toBe(recoveredUrl);
    expect(await ask(recoveredUrl, 'SELECT text FROM kept')).toEqual([{ text: 'yes' }]);
    expect(await ask(up.outputs.proxyUrl ?? '', 'SELECT text FROM kept')).toEqual([{ text: 'yes' }]);

    expect(await regionBehind('chat.example.com')).toBe(HOME);
    await pointTo(up.outputs.albDnsName ?? '');
    expect(up.outputs.albDnsName).not.toBe(albDnsName);
    expect(await regionBehind('chat.example.com')).toBe(RECOVERY);

    await switchTo(beforeKept);
  });

  /** Gives the recovered stack the database of a recovery point from before `kept` existed. */
  async function switchTo(beforeKept: string): Promise<void> {
    await restored(beforeKept, { DBInstanceIdentifier: 'other-db' });
    await pulumi({ command: 'config set', key: 'databaseIdentifier', value: 'other-db' });
    const up = await pulumi({ command: 'up' });
    if (!('changes' in up)) throw new TypeError('no update');
    expect(up.changes).toContainEqual({ operation: 'update', type: 'aws:ecs/service:Service', name: 'echo' });
    expect(up.outputs.databaseUrl).toContain('@other-db.');
    for (const url of [up.outputs.databaseUrl, up.outputs.proxyUrl]) {
      expect(await ask(url ?? '', "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
    }
    const again = await pulumi({ command: 'up' });
    if (!('changes' in again)) throw new TypeError('no update');
    expect(new Set(again.changes.map(({ operation }) => operation))).toEqual(new Set(['same', 'read']));
  }

  /** Moves the system's name to a load balancer of the recovery region. */
  async function pointTo(albDnsName: string): Promise<void> {
    const elb = new ElasticLoadBalancingV2Client(clientOptions(RECOVERY));
    const [balancer] = (await elb.send(new DescribeLoadBalancersCommand({}))).LoadBalancers ?? [];
    expect(balancer?.DNSName).toBe(albDnsName);
    const client = new Route53Client(clientOptions(HOME));
    const { HostedZones } = await client.send(new ListHostedZonesByNameCommand({ DNSName: 'example.com' }));
    const HostedZoneId = HostedZones?.[0]?.Id;
    const { ChangeInfo } = await client.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId,
        ChangeBatch: {
          Changes: [
            {
              Action: 'UPSERT',
              ResourceRecordSet: {
                Name: 'chat.example.com',
                Type: 'A',
                AliasTarget: {
                  HostedZoneId: balancer?.CanonicalHostedZoneId,
                  DNSName: albDnsName,
                  EvaluateTargetHealth: true,
                },
              },
            },
          ],
        },
      }),
    );
    const waiting = { client, maxWaitTime: 20, minDelay: 0.2, maxDelay: 0.2 };
    await waitUntilResourceRecordSetsChanged(waiting, { Id: ChangeInfo?.Id });
    const { ResourceRecordSets = [] } = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
    expect(ResourceRecordSets.map(({ Type }) => Type)).toEqual(['NS', 'SOA', 'A', 'TXT']);
  }

  test('takes no orders from a page in a browser', async () => {
    const answer = await fetch(`${range.description.endpoint}/_range/pulumi`, {
      method: 'POST',
      headers: { origin: 'https://example.com' },
      body: JSON.stringify({ command: 'stack init', stack: 'evil' }),
    });
    expect(answer.status).toBe(403);
  });

  test('is not moved by the stack that it was booted with', async () => {
    await pulumi({ command: 'config set', stack: 'test', key: 'aws:region', value: RECOVERY });
    const preview = await pulumi({ command: 'preview', stack: 'test' });
    if (!('changes' in preview)) throw new TypeError('no preview');
    expect(new Set(preview.changes.map(({ operation }) => operation))).toEqual(new Set(['replace']));
    expect(await pulumi({ command: 'up', stack: 'test' })).toMatchObject({
      error: expect.stringContaining('would be replaced'),
    });
    await pulumi({ command: 'config set', stack: 'test', key: 'aws:region', value: HOME });
    expect(await pulumi({ command: 'preview', stack: 'nowhere' })).toEqual({ error: "no stack named 'nowhere' found" });
    expect(await pulumi({ command: 'config set', key: 'colour', value: 'red' })).toMatchObject({
      error: expect.stringContaining('does not read fixture:colour'),
    });
  });
});
