import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
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

beforeEach(async () => {
  clock = manualClock('2026-11-21T21:15:10Z');
  cloudWatch = createCloudWatch({ clock, account: '123456789012', region: 'eu-west-1' });
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
