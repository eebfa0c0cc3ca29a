/** Each protocol with a real client: what it sends is understood, what is answered arrives, errors have their class. */
import { Readable } from 'node:stream';
import { BackupClient, ListBackupVaultsCommand, StartRestoreJobCommand } from '@aws-sdk/client-backup';
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  InvalidParameterValueException,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { DescribeSecurityGroupsCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { DBInstanceNotFoundFault, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, QueueDoesNotExist, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SmithyRpcV2CborProtocol } from '@smithy/core/cbor';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { manualClock } from '../services/testing/manual-clock.ts';
import { startWireServer, type WireServer } from './server.ts';
import { AwsError, type OperationHandler, type RangeService } from './service.ts';

/** The last input of every operation. */
const seen: Record<string, unknown> = {};
const DATE = new Date('2026-11-21T21:00:00Z');

function record(operation: string, output: object | AwsError): OperationHandler {
  return (input) => {
    seen[operation] = input;
    if (output instanceof AwsError) throw output;
    return output;
  };
}

const services: RangeService[] = [
  {
    client: 'backup',
    load: () => import('@aws-sdk/client-backup'),
    handlers: {
      StartRestoreJob: record('StartRestoreJob', { RestoreJobId: 'r-1' }),
      ListBackupVaults: record('ListBackupVaults', {
        BackupVaultList: [{ BackupVaultName: 'main', CreationDate: DATE, NumberOfRecoveryPoints: 2 }],
      }),
    },
  },
  {
    client: 'cloudwatch',
    load: () => import('@aws-sdk/client-cloudwatch'),
    handlers: {
      PutMetricData: record('PutMetricData', {}),
      GetMetricStatistics: record('GetMetricStatistics', {
        Label: 'CPU',
        Datapoints: [{ Timestamp: DATE, Average: 1.5, ExtendedStatistics: { p95: 2 } }],
      }),
    },
  },
  {
    client: 'ec2',
    load: () => import('@aws-sdk/client-ec2'),
    handlers: {
      DescribeSecurityGroups: record('DescribeSecurityGroups', {
        SecurityGroups: [{ GroupId: 'sg-1', IpPermissions: [{ FromPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }],
      }),
      RunInstances: record('RunInstances', new AwsError('InvalidAMIID.NotFound', 'no such image')),
    },
  },
  {
    client: 'rds',
    load: () => import('@aws-sdk/client-rds'),
    handlers: { DescribeDBInstances: record('DescribeDBInstances', new AwsError('DBInstanceNotFound', 'not here')) },
  },
  {
    client: 'sns',
    load: () => import('@aws-sdk/client-sns'),
    handlers: { Subscribe: record('Subscribe', { SubscriptionArn: 'arn:<&>"' }) },
  },
  {
    client: 'sqs',
    load: () => import('@aws-sdk/client-sqs'),
    handlers: {
      SendMessage: record('SendMessage', new AwsError('QueueDoesNotExist', 'gone')),
      GetQueueAttributes: record('GetQueueAttributes', { Attributes: { DelaySeconds: '3', Policy: '<p>' } }),
    },
  },
  {
    client: 's3',
    load: () => import('@aws-sdk/client-s3'),
    handlers: {
      PutObject: record('PutObject', { ETag: '"e"', VersionId: 'v1' }),
      CopyObject: record('CopyObject', { CopyObjectResult: { ETag: '"c"', LastModified: DATE }, VersionId: 'v2' }),
      GetObject: record('GetObject', new AwsError('NoSuchKey', 'The specified key does not exist.', 404)),
      ListObjectsV2: record('ListObjectsV2', { KeyCount: 1, Contents: [{ Key: 'a&b', LastModified: DATE, Size: 3 }] }),
      ListObjectVersions: record('ListObjectVersions', { Versions: [{ Key: 'k', VersionId: 'v1', IsLatest: true }] }),
      DeleteObjects: record('DeleteObjects', { Deleted: [{ Key: 'a' }, { Key: 'b' }] }),
    },
  },
];

let server: WireServer;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  server = await startWireServer({ services, clock: manualClock('2026-11-21T21:00:00Z'), account: '123456789012' });
});

afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

afterAll(() => server.close());

function connect<Client extends { destroy(): void }, Options extends object>(
  Client: new (config: Options) => Client,
  options: Partial<Options> = {},
): Client {
  const base = {
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const client = new Client({ ...base, ...options } as unknown as Options);
  clients.push(client);
  return client;
}

/** The query protocol's class, from a client that speaks it. */
const AwsQueryProtocol = new RDSClient({ region: 'eu-west-1' }).config.protocol
  .constructor as typeof SmithyRpcV2CborProtocol;

const statistics = new GetMetricStatisticsCommand({
  Namespace: 'AWS/ECS',
  MetricName: 'CPU',
  StartTime: DATE,
  EndTime: DATE,
  Period: 60,
  Statistics: ['Average'],
  Dimensions: [{ Name: 'ClusterName', Value: 'a b&c' }],
});

for (const [name, protocol] of [
  ['awsJson1.0', undefined],
  ['rpcv2Cbor', SmithyRpcV2CborProtocol],
  ['awsQuery', AwsQueryProtocol],
] as const) {
  test(`CloudWatch over ${name}`, async () => {
    const client = connect(CloudWatchClient, protocol ? { protocol } : {});
    const answer = await client.send(statistics);
    expect(answer).toMatchObject({
      Label: 'CPU',
      Datapoints: [{ Timestamp: DATE, Average: 1.5, ExtendedStatistics: { p95: 2 } }],
    });
    expect(seen.GetMetricStatistics).toEqual(statistics.input);
    const putting = client.send(
      new PutMetricDataCommand({ Namespace: 'a', MetricData: [{ MetricName: 'm', Unit: 'Parsecs' as 'Bits' }] }),
    );
    const error = await putting.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InvalidParameterValueException);
    expect(error).toMatchObject({
      message: expect.stringContaining('The parameter MetricData.member.1.Unit must be a value in the set [ '),
      $metadata: { httpStatusCode: 400 },
    });
  });
}

for (const [name, protocol] of [
  ['awsJson1.0', undefined],
  ['awsQuery', AwsQueryProtocol],
] as const) {
  test(`SQS over ${name}`, async () => {
    const client = connect(SQSClient, protocol ? { protocol } : {});
    const MessageAttributes = { n: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) } };
    const sending = client.send(new SendMessageCommand({ QueueUrl: 'q', MessageBody: 'a\nb', MessageAttributes }));
    const error = await sending.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(QueueDoesNotExist);
    expect(error).toMatchObject({ Error: { Code: 'AWS.SimpleQueueService.NonExistentQueue' } });
    expect(seen.SendMessage).toEqual({ QueueUrl: 'q', MessageBody: 'a\nb', MessageAttributes });
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: 'q', AttributeNames: ['DelaySeconds', 'Policy'] }),
    );
    expect(Attributes).toEqual({ DelaySeconds: '3', Policy: '<p>' });
    expect(seen.GetQueueAttributes).toEqual({ QueueUrl: 'q', AttributeNames: ['DelaySeconds', 'Policy'] });
  });
}

test('awsQuery: maps, escapes, and errors by their query code', async () => {
  const sns = connect(SNSClient);
  const Attributes = { FilterPolicy: '{"a":["b"]}', RawMessageDelivery: 'true' };
  const { SubscriptionArn } = await sns.send(new SubscribeCommand({ TopicArn: 't', Protocol: 'sqs', Attributes }));
  expect(SubscriptionArn).toBe('arn:<&>"');
  expect(seen.Subscribe).toEqual({ TopicArn: 't', Protocol: 'sqs', Attributes });
  const rds = connect(RDSClient);
  const describing = rds.send(
    new DescribeDBInstancesCommand({ Filters: [{ Name: 'engine', Values: ['postgres', 'mysql'] }] }),
  );
  const error = await describing.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(DBInstanceNotFoundFault);
  expect(error).toMatchObject({ message: 'not here', $metadata: { httpStatusCode: 404 } });
  expect(seen.DescribeDBInstances).toEqual({ Filters: [{ Name: 'engine', Values: ['postgres', 'mysql'] }] });
});

test('ec2Query: flattened lists under their own names', async () => {
  const ec2 = connect(EC2Client);
  const input = { GroupIds: ['sg-1', 'sg-2'], Filters: [{ Name: 'vpc-id', Values: ['v'] }], MaxResults: 5 };
  const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand(input));
  expect(SecurityGroups).toEqual([
    { GroupId: 'sg-1', IpPermissions: [{ FromPort: 80, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] },
  ]);
  expect(seen.DescribeSecurityGroups).toEqual(input);
  const running = ec2.send(new RunInstancesCommand({ MinCount: 1, MaxCount: 1, ImageId: 'ami-1' }));
  await expect(running).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound', message: 'no such image' });
});

test('restJson: paths, query strings and bodies', async () => {
  const backup = connect(BackupClient);
  const input = { RecoveryPointArn: 'arn:x', Metadata: { a: 'b' }, IdempotencyToken: 't' };
  expect(await backup.send(new StartRestoreJobCommand(input))).toMatchObject({ RestoreJobId: 'r-1' });
  expect(seen.StartRestoreJob).toEqual(input);
  const { BackupVaultList } = await backup.send(new ListBackupVaultsCommand({ MaxResults: 5 }));
  expect(BackupVaultList).toEqual([{ BackupVaultName: 'main', CreationDate: DATE, NumberOfRecoveryPoints: 2 }]);
  expect(seen.ListBackupVaults).toEqual({ MaxResults: 5 });
});

test('restXml: operations that share a path are told apart, bodies in and out', async () => {
  const s3 = connect(S3Client, { forcePathStyle: true });
  const at = { Bucket: 'b', Key: 'dir/a b' };
  const put = await s3.send(new PutObjectCommand({ ...at, Body: 'hello', Metadata: { owner: 'me' } }));
  expect(put).toMatchObject({ ETag: '"e"', VersionId: 'v1' });
  expect(seen.PutObject).toMatchObject({ ...at, Metadata: { owner: 'me' } });
  expect(Buffer.from((seen.PutObject as { Body: Uint8Array }).Body).toString()).toBe('hello');

  const Body = Readable.from([Buffer.from('in '), Buffer.from('chunks')]);
  await s3.send(new PutObjectCommand({ ...at, Body, ContentLength: 9 }));
  expect(Buffer.from((seen.PutObject as { Body: Uint8Array }).Body).toString()).toBe('in chunks');

  const copy = await s3.send(new CopyObjectCommand({ ...at, CopySource: 'b/k?versionId=v1' }));
  expect(copy).toMatchObject({ CopyObjectResult: { ETag: '"c"', LastModified: DATE }, VersionId: 'v2' });
  expect(seen.CopyObject).toMatchObject({ ...at, CopySource: 'b/k?versionId=v1' });

  const list = await s3.send(new ListObjectsV2Command({ Bucket: 'b', Prefix: 'x/', MaxKeys: 3 }));
  expect(list.Contents).toEqual([{ Key: 'a&b', LastModified: DATE, Size: 3 }]);
  expect(seen.ListObjectsV2).toEqual({ Bucket: 'b', Prefix: 'x/', MaxKeys: 3 });
  const versions = await s3.send(new ListObjectVersionsCommand({ Bucket: 'b' }));
  expect(versions.Versions).toEqual([{ Key: 'k', VersionId: 'v1', IsLatest: true }]);

  const Delete = { Objects: [{ Key: 'a' }, { Key: 'b', VersionId: 'v' }], Quiet: true };
  const deleted = await s3.send(new DeleteObjectsCommand({ Bucket: 'b', Delete }));
  expect(deleted.Deleted).toEqual([{ Key: 'a' }, { Key: 'b' }]);
  expect(seen.DeleteObjects).toMatchObject({ Bucket: 'b', Delete });

  const error = await s3.send(new GetObjectCommand(at)).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(NoSuchKey);
  expect(error).toMatchObject({ $metadata: { httpStatusCode: 404 } });
});
