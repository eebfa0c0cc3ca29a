import {
  CloudWatchClient,
  CloudWatchServiceException,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  InvalidParameterValueException,
  ListMetricsCommand,
  PutMetricDataCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { type CloudWatch, createCloudWatch } from './cloudwatch.ts';

const Dimensions = [
  { Name: 'ServiceName', Value: 'api' },
  { Name: 'ClusterName', Value: 'chat' },
];
const range = {
  Namespace: 'Chat',
  MetricName: 'Lag',
  StartTime: new Date('2026-11-21T21:00:00Z'),
  EndTime: new Date('2026-11-21T22:00:00Z'),
  Period: 60,
};

let cloudWatch: CloudWatch;
let server: WireServer;
let client: CloudWatchClient;

beforeAll(async () => {
  const clock = manualClock('2026-11-21T21:30:00Z');
  cloudWatch = createCloudWatch({ clock, account: '123456789012', region: 'eu-west-1' });
  server = await startWireServer({ services: [cloudWatch.service], clock, account: '123456789012' });
  client = new CloudWatchClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const at = (time: string) => ({ Timestamp: new Date(`2026-11-21T${time}Z`) });
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'Chat',
      MetricData: [
        ...[1, 2, 3, 94].map((Value) => ({ MetricName: 'Lag', Dimensions, Value, ...at('21:10:30') })),
        { MetricName: 'Lag', Dimensions, Values: [5, 7], Counts: [3, 1], ...at('21:12:00') },
      ],
    }),
  );
});

afterAll(async () => {
  client.destroy();
  cloudWatch.stop();
  await server.close();
});

test('statistics and percentiles by period, in whatever order the dimensions come', async () => {
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      ...range,
      Dimensions: [...Dimensions].reverse(),
      Statistics: ['Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount'],
    }),
  );
  expect(Datapoints).toEqual([
    {
      Timestamp: new Date('2026-11-21T21:10:00Z'),
      Average: 25,
      Sum: 100,
      Minimum: 1,
      Maximum: 94,
      SampleCount: 4,
      Unit: 'None',
    },
    {
      Timestamp: new Date('2026-11-21T21:12:00Z'),
      Average: 5.5,
      Sum: 22,
      Minimum: 5,
      Maximum: 7,
      SampleCount: 4,
      Unit: 'None',
    },
  ]);
  const percentiles = await client.send(
    new GetMetricStatisticsCommand({ ...range, Dimensions, ExtendedStatistics: ['p50', 'p95'] }),
  );
  expect(percentiles.Datapoints?.map((d) => d.ExtendedStatistics)).toEqual([
    { p50: 2, p95: 94 },
    { p50: 5, p95: 7 },
  ]);
});

test('a query with fewer dimensions finds nothing', async () => {
  const { Datapoints } = await client.send(
    new GetMetricStatisticsCommand({ ...range, Dimensions: Dimensions.slice(0, 1), Statistics: ['Sum'] }),
  );
  expect(Datapoints).toEqual([]);
});

test('a percentile among the statistics is refused in the words of CloudWatch', async () => {
  const asking = client.send(
    new GetMetricStatisticsCommand({ ...range, Dimensions, Statistics: ['p95' as Statistic] }),
  );
  const error = await asking.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InvalidParameterValueException);
  expect(error).toMatchObject({
    message:
      'The parameter Statistics.member.1 must be a value in the set [ Average, Maximum, Minimum, SampleCount, Sum ].',
    $metadata: { httpStatusCode: 400 },
  });
});

test('GetMetricData answers newest first and refuses what it cannot compute', async () => {
  const MetricStat = { Metric: { Namespace: 'Chat', MetricName: 'Lag', Dimensions }, Period: 60, Stat: 'Sum' };
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({ ...range, MetricDataQueries: [{ Id: 'lag', MetricStat }] }),
  );
  expect(MetricDataResults).toMatchObject([{ Id: 'lag', Label: 'Lag', Values: [22, 100], StatusCode: 'Complete' }]);
  const ask = (Expression: string) =>
    client.send(new GetMetricDataCommand({ ...range, MetricDataQueries: [{ Id: 'e', Expression }] }));
  await expect(ask('SELECT AVG(Lag) FROM Chat')).rejects.toMatchObject({ name: 'NotImplemented' });
  await expect(ask('ANOMALY_DETECTION_BAND(1)')).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  await expect(ask('lag * 2')).rejects.toThrow("Error in expression 'e': Unknown id lag");
});

test('expressions, labels, hidden queries and pages', async () => {
  const MetricStat = { Metric: { Namespace: 'Chat', MetricName: 'Lag', Dimensions }, Period: 60, Stat: 'Sum' };
  const ask = { ...range, ScanBy: 'TimestampAscending' as const, MaxDatapoints: 2 };
  const MetricDataQueries = [
    { Id: 'lag', MetricStat, ReturnData: false },
    { Id: 'half', Expression: 'lag / 2', Label: `\${LABEL}, most \${MAX}` },
    { Id: 'found', Expression: `SEARCH('{Chat,ClusterName,ServiceName} MetricName="Lag"', 'Maximum', 60)` },
  ];
  const first = await client.send(new GetMetricDataCommand({ ...ask, MetricDataQueries }));
  expect(first.MetricDataResults).toMatchObject([{ Id: 'half', Label: 'half, most 50', Values: [50, 11] }]);
  const second = await client.send(new GetMetricDataCommand({ ...ask, MetricDataQueries, NextToken: first.NextToken }));
  expect(second.MetricDataResults).toMatchObject([{ Id: 'found', Label: 'api chat', Values: [94, 7] }]);
  expect(second.NextToken).toBeUndefined();
});

test('statistic sets have no percentiles, and high resolution has seconds', async () => {
  const Timestamp = new Date('2026-11-21T21:20:05Z');
  const StatisticValues = { SampleCount: 3, Sum: 9, Minimum: 1, Maximum: 5 };
  const MetricData = [
    { MetricName: 'Set', StatisticValues, Timestamp },
    { MetricName: 'Quick', Value: 4, Timestamp, StorageResolution: 1 },
    { MetricName: 'Slow', Value: 4, Timestamp },
  ];
  await client.send(new PutMetricDataCommand({ Namespace: 'Chat', MetricData }));
  const of = async (MetricName: string, what: object) => {
    const asked = { ...range, MetricName, ...what };
    return (await client.send(new GetMetricStatisticsCommand(asked))).Datapoints;
  };
  expect(await of('Set', { Statistics: ['Average', 'Maximum'] })).toMatchObject([{ Average: 3, Maximum: 5 }]);
  expect(await of('Set', { ExtendedStatistics: ['p50'] })).toEqual([]);
  const by5 = { Statistics: ['Sum'], Period: 5, StartTime: new Date('2026-11-21T21:20:00Z') };
  expect(await of('Quick', by5)).toMatchObject([{ Timestamp: new Date('2026-11-21T21:20:05Z') }]);
  expect(await of('Slow', by5)).toMatchObject([{ Timestamp: new Date('2026-11-21T21:20:00Z') }]);
});

test('data that CloudWatch would not take', async () => {
  const put = (datum: object) =>
    client.send(new PutMetricDataCommand({ Namespace: 'Chat', MetricData: [{ MetricName: 'x', ...datum }] }));
  await expect(put({ Value: 1, Timestamp: new Date('2026-10-01T00:00:00Z') })).rejects.toThrow('past two weeks');
  await expect(put({ Values: [1, 2], Counts: [1] })).rejects.toThrow('must be of the same size');
  await expect(put({ Value: 1, StorageResolution: 30 })).rejects.toThrow('must be 1 or 60');
  await expect(put({})).rejects.toThrow('Exactly one of');
});

test('ListMetrics filters by dimension', async () => {
  const found = await client.send(new ListMetricsCommand({ Dimensions: [{ Name: 'ClusterName' }] }));
  expect(found.Metrics).toMatchObject([{ Namespace: 'Chat', MetricName: 'Lag' }]);
  const none = await client.send(new ListMetricsCommand({ Dimensions: [{ Name: 'ClusterName', Value: 'x' }] }));
  expect(none.Metrics).toEqual([]);
});

test('too many datapoints are refused', async () => {
  const asking = client.send(
    new GetMetricStatisticsCommand({
      ...range,
      StartTime: new Date('2026-11-19T21:00:00Z'),
      Dimensions,
      Statistics: ['Sum'],
    }),
  );
  await expect(asking).rejects.toBeInstanceOf(CloudWatchServiceException);
  await expect(asking).rejects.toThrow('exceeds the limit of 1,440');
});
