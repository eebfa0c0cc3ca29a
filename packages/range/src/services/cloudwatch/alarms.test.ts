import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  GetDashboardCommand,
  PutCompositeAlarmCommand,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  ResourceNotFound,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmTransition } from '@steadyhand/contracts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { type AlarmDeclaration, type CloudWatch, createCloudWatch } from './cloudwatch.ts';

const DECLARATION: AlarmDeclaration = {
  name: 'chat-dlq',
  description: '',
  namespace: 'AWS/SQS',
  metric: 'ApproximateNumberOfMessagesVisible',
  dimensions: { QueueName: 'dlq' },
  statistic: 'Maximum',
  periodSeconds: 60,
  evaluationPeriods: 1,
  threshold: 1,
  comparison: 'GreaterThanOrEqualToThreshold',
  missing: 'notBreaching',
};

let clock: ManualClock;
let cloudWatch: CloudWatch;
let server: WireServer;
let client: CloudWatchClient;
let transitions: AlarmTransition[];
let sent: { topic: string; subject: string; message: string }[];

beforeEach(async () => {
  clock = manualClock('2026-11-21T21:15:10Z');
  cloudWatch = createCloudWatch({
    clock,
    account: '123456789012',
    region: 'eu-west-1',
    notify: (topic, notification) => sent.push({ topic, ...notification }),
  });
  sent = [];
  server = await startWireServer({ services: [cloudWatch.service], clock, account: '123456789012' });
  client = new CloudWatchClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  transitions = [];
  cloudWatch.onAlarm((transition) => transitions.push(transition));
});

afterEach(async () => {
  client.destroy();
  cloudWatch.stop();
  await server.close();
});

function putDepth(value: number) {
  cloudWatch.metrics.put({
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: 'dlq' },
    value,
    at: clock.now(),
  });
}

test('an alarm goes to ALARM and back, in the words of CloudWatch', async () => {
  cloudWatch.putAlarm(DECLARATION);
  await clock.advance(60_000);
  putDepth(3);
  await clock.advance(60_000);
  putDepth(0);
  await clock.advance(60_000);

  expect(transitions.map((t) => [t.from, t.to, t.reason])).toEqual([
    [
      'INSUFFICIENT_DATA',
      'OK',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
    [
      'OK',
      'ALARM',
      'Threshold Crossed: 1 out of the last 1 datapoints [3.0 (21/11/26 21:16:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [
      'ALARM',
      'OK',
      'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (21/11/26 21:17:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).',
    ],
  ]);
});

test('a metric of other dimensions does not move the alarm', async () => {
  cloudWatch.putAlarm({ ...DECLARATION, missing: 'missing' });
  cloudWatch.metrics.put({
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: 'other' },
    value: 9,
    at: clock.now(),
  });
  await clock.advance(180_000);
  expect(transitions).toEqual([]);
});

test('what CloudWatch shows of an alarm is what happened to it', async () => {
  cloudWatch.putAlarm(DECLARATION);
  putDepth(3);
  await clock.advance(60_000);
  const { MetricAlarms } = await client.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: 'chat-', StateValue: 'ALARM', AlarmTypes: ['MetricAlarm'] }),
  );
  expect(MetricAlarms).toMatchObject([
    { AlarmName: 'chat-dlq', StateValue: 'ALARM', Dimensions: [{ Name: 'QueueName', Value: 'dlq' }], Period: 60 },
  ]);
  expect(JSON.parse(MetricAlarms?.[0]?.StateReasonData ?? '')).toMatchObject({
    startDate: '2026-11-21T21:15:00.000+0000',
    recentDatapoints: [3],
    evaluatedDatapoints: [{ timestamp: '2026-11-21T21:15:00.000+0000', sampleCount: 1, value: 3 }],
  });
  const { AlarmHistoryItems } = await client.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'chat-dlq', HistoryItemType: 'StateUpdate' }),
  );
  expect(AlarmHistoryItems).toMatchObject([{ HistorySummary: 'Alarm updated from INSUFFICIENT_DATA to ALARM' }]);
});

test('alarms by the SDK: M of N, set by hand until the next evaluation', async () => {
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'depth',
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'dlq' }],
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      Threshold: 100,
      ComparisonOperator: 'GreaterThanThreshold',
    }),
  );
  await client.send(new SetAlarmStateCommand({ AlarmName: 'depth', StateValue: 'ALARM', StateReason: 'testing' }));
  for (const depth of [0, 500, 0, 600]) {
    putDepth(depth);
    await clock.advance(60_000);
  }
  expect(transitions.map((t) => t.to)).toEqual(['ALARM', 'OK', 'ALARM']);
  expect(transitions.at(-1)?.reason).toBe(
    'Threshold Crossed: 2 out of the last 3 datapoints [500.0 (21/11/26 21:16:00), 600.0 (21/11/26 21:18:00)] were greater than the threshold (100.0) (minimum 2 datapoints for OK -> ALARM transition).',
  );
});

test('an alarm that does not exist is not found', async () => {
  const setting = client.send(
    new SetAlarmStateCommand({ AlarmName: 'nope', StateValue: 'OK', StateReason: 'testing' }),
  );
  await expect(setting).rejects.toBeInstanceOf(ResourceNotFound);
});

const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:on-call';
const METRIC = { Namespace: 'Chat', MetricName: 'Errors' };

function put(metric: string, value: number) {
  cloudWatch.metrics.put({ namespace: 'Chat', metric, dimensions: {}, value, at: clock.now() });
}

test('an alarm on an expression, and what it tells a topic unless its actions are disabled', async () => {
  const stat = (Id: string, MetricName: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Chat', MetricName }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  });
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'error-rate',
      Metrics: [stat('errors', 'Errors'), stat('all', 'Requests'), { Id: 'rate', Expression: '100 * errors / all' }],
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
    }),
  );
  for (const errors of [10, 1]) {
    put('Errors', errors);
    put('Requests', 100);
    await clock.advance(60_000);
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['error-rate'] }));
  }
  expect(transitions.map((t) => t.to)).toEqual(['ALARM', 'OK']);
  expect(sent.map(({ topic, subject }) => [topic, subject])).toEqual([[TOPIC, 'ALARM: "error-rate" in eu-west-1']]);
  expect(JSON.parse(sent[0]?.message ?? '')).toMatchObject({
    AlarmName: 'error-rate',
    OldStateValue: 'INSUFFICIENT_DATA',
  });
  const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand({ AlarmName: 'error-rate' }));
  expect(AlarmHistoryItems?.map((item) => item.HistoryItemType)).toEqual([
    'StateUpdate',
    'Action',
    'StateUpdate',
    'ConfigurationUpdate',
  ]);
});

test('a percentile of too few values does not move an alarm that ignores it', async () => {
  const alarm = {
    ...METRIC,
    ExtendedStatistic: 'p90',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 5,
    ComparisonOperator: 'GreaterThanThreshold' as const,
  };
  await client.send(new PutMetricAlarmCommand({ ...alarm, AlarmName: 'every' }));
  const careful = { ...alarm, AlarmName: 'careful', EvaluateLowSampleCountPercentile: 'ignore' };
  await client.send(new PutMetricAlarmCommand(careful));
  for (let i = 0; i < 99; i += 1) put('Errors', 9);
  await clock.advance(60_000);
  expect(transitions.map((t) => t.alarm)).toEqual(['every']);
  for (let i = 0; i < 100; i += 1) put('Errors', 9);
  await clock.advance(60_000);
  expect(transitions.map((t) => t.alarm)).toEqual(['every', 'careful']);
});

test('a composite alarm follows the alarms that it looks at', async () => {
  cloudWatch.putAlarm(DECLARATION);
  await client.send(
    new PutCompositeAlarmCommand({
      AlarmName: 'any',
      AlarmRule: 'ALARM("chat-dlq") AND NOT FALSE',
      AlarmActions: [TOPIC],
    }),
  );
  putDepth(3);
  await clock.advance(60_000);
  expect(transitions.map((t) => [t.alarm, t.to])).toEqual([
    ['any', 'OK'],
    ['chat-dlq', 'ALARM'],
    ['any', 'ALARM'],
  ]);
  expect(transitions.at(-1)?.reason).toBe(
    'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:chat-dlq transitioned to ALARM at Saturday 21 November, 2026 21:16:02 UTC',
  );
  expect(sent.map(({ subject }) => subject)).toEqual(['ALARM: "any" in eu-west-1']);
  await expect(client.send(new DeleteAlarmsCommand({ AlarmNames: ['chat-dlq'] }))).rejects.toThrow('depending on it');
  await client.send(new PutCompositeAlarmCommand({ AlarmName: 'all', AlarmRule: 'ALARM(any)' }));
  const circle = client.send(new PutCompositeAlarmCommand({ AlarmName: 'any', AlarmRule: 'NOT ALARM(all)' }));
  await expect(circle).rejects.toThrow('alarm rule is invalid: all');
  await client.send(new DeleteAlarmsCommand({ AlarmNames: ['all'] }));
  const { CompositeAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmTypes: ['CompositeAlarm'] }));
  expect(CompositeAlarms).toMatchObject([{ AlarmName: 'any', AlarmRule: 'ALARM("chat-dlq") AND NOT FALSE' }]);
});

test('alarms that CloudWatch or this range would not take', async () => {
  const alarm = {
    AlarmName: 'x',
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'GreaterThanThreshold' as const,
  };
  const simple = { ...alarm, ...METRIC, Statistic: 'Sum' as const, Period: 60 };
  const asking = (input: object) => client.send(new PutMetricAlarmCommand({ ...alarm, ...input }));
  await expect(asking({ ...simple, ComparisonOperator: 'GreaterThanUpperThreshold' })).rejects.toThrow(
    'not implemented',
  );
  await expect(asking({ ...simple, AlarmActions: ['arn:aws:lambda:x'] })).rejects.toThrow('not implemented');
  await expect(asking({ ...simple, EvaluationPeriods: 1441 })).rejects.toThrow('more than a day');
  await expect(asking({ Metrics: [{ Id: 'e', Expression: 'm1 + 1' }] })).rejects.toThrow('at least one metric');
  const m1 = { Id: 'm1', MetricStat: { Metric: METRIC, Period: 60, Stat: 'Sum' }, ReturnData: false };
  await expect(asking({ Metrics: [m1, { Id: 'e', Expression: 'AVG(m1)' }] })).rejects.toThrow('single time series');
});

test('dashboards are kept as they were put', async () => {
  const body = JSON.stringify({ widgets: [{ type: 'text', properties: { markdown: 'Hello' } }] });
  await client.send(new PutDashboardCommand({ DashboardName: 'chat', DashboardBody: body }));
  const { DashboardBody } = await client.send(new GetDashboardCommand({ DashboardName: 'chat' }));
  expect(DashboardBody).toBe(body);
  const wrong = client.send(new PutDashboardCommand({ DashboardName: 'chat', DashboardBody: '{}' }));
  await expect(wrong).rejects.toThrow('/widgets');
});
