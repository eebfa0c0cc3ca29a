import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  GetDashboardCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type RangeControl, ref } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRange } from './range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from './testing/fixture-range.ts';

const stateFolder = mkdtempSync(join(tmpdir(), 'watching-test-'));
const ResourceId = 'service/fixture-test/fixture-echo';
let range: RangeControl;
let options: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };

beforeAll(async () => {
  const metric = {
    namespace: 'AWS/ECS',
    metric: 'CPUUtilization',
    dimensions: { ServiceName: ref('service', 'echo', 'name') },
  };
  const stack = fixtureStack({
    services: [
      echoService({
        scaling: {
          minCapacity: 1,
          maxCapacity: 2,
          // A Node program always has more than a hundredth of its memory, so the service must grow to its limit.
          policies: [{ name: 'memory', metric: 'ECSServiceAverageMemoryUtilization', targetValue: 1 }],
        },
      }),
    ],
    queues: [{ id: 'calls', name: 'calls' }],
    outputs: {
      loadBalancer: ref('loadBalancer', 'main', 'arnSuffix'),
      targetGroup: ref('targetGroup', 'echo', 'arnSuffix'),
    },
    dashboards: [{ name: 'fixture', widgets: [{ title: 'CPU', stat: 'Average', metrics: [metric] }] }],
  });
  range = await startRange(fixtureOptions({ name: 'watching-test', stateFolder, stack, speed: 60 }));
  const { endpoint, credentials, region } = range.description;
  options = { endpoint, region, credentials: { ...credentials } };
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

test('suspended, the service stays as it is; resumed, it grows to its limit and says why', async () => {
  const scaling = new ApplicationAutoScalingClient(options);
  const ecs = new ECSClient(options);
  const watching = new CloudWatchClient(options);
  const running = async () => {
    const asked = new DescribeServicesCommand({ cluster: 'fixture-test', services: ['fixture-echo'] });
    return (await ecs.send(asked)).services?.[0]?.runningCount;
  };
  const activities = async () =>
    (await scaling.send(new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs', ResourceId })))
      .ScalingActivities;
  const highAlarm = async () => {
    const history = await watching.send(new DescribeAlarmHistoryCommand({ HistoryItemType: 'Action' }));
    return history.AlarmHistoryItems?.find(({ AlarmName }) => AlarmName?.includes('AlarmHigh'));
  };
  const fault = await range.injectFault({ kind: 'scaling-suspended', service: 'echo' });
  await until(highAlarm, (found) => found !== undefined);
  const { ScalableTargets } = await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
  expect(ScalableTargets).toMatchObject([{ SuspendedState: { DynamicScalingOutSuspended: true } }]);
  expect([await running(), await activities()]).toEqual([1, []]);
  await fault.clear();
  await until(running, (count) => count === 2);
  const done = await until(activities, (all) => all?.[0]?.StatusCode === 'Successful');
  expect(done?.[0]).toMatchObject({
    Description: 'Setting desired count to 2.',
    StatusMessage: 'Successfully set desired count to 2. Change successfully fulfilled by ecs.',
  });
  await ecs.send(new UpdateServiceCommand({ cluster: 'fixture-test', service: 'fixture-echo', desiredCount: 0 }));
  const corrected = await until(activities, (all) => (all?.length ?? 0) > 1 && all?.[0]?.StatusCode === 'Successful');
  expect(corrected?.[0]?.Description).toMatch(/^Setting desired count to [12]\.$/);
}, 60_000);

test('an alarm tells a topic, and the topic its queue', async () => {
  const topics = new SNSClient(options);
  const queues = new SQSClient(options);
  const watching = new CloudWatchClient(options);
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: 'calls' }));
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const { TopicArn = '' } = await topics.send(new CreateTopicCommand({ Name: 'on-call' }));
  await topics.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
  await watching.send(
    new PutMetricAlarmCommand({
      AlarmName: 'by-hand',
      Namespace: 'Nothing',
      MetricName: 'None',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
      AlarmActions: [TopicArn],
    }),
  );
  await watching.send(new SetAlarmStateCommand({ AlarmName: 'by-hand', StateValue: 'ALARM', StateReason: 'a drill' }));
  const { Messages } = await queues.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const notification = JSON.parse(Messages?.[0]?.Body ?? '{}');
  expect(notification.Subject).toBe('ALARM: "by-hand" in eu-west-1');
  expect(JSON.parse(notification.Message)).toMatchObject({ NewStateReason: 'a drill', Trigger: { Period: 60 } });
});

test("the stack's dashboards are there", async () => {
  const { DashboardBody = '' } = await new CloudWatchClient(options).send(
    new GetDashboardCommand({ DashboardName: 'fixture' }),
  );
  expect(JSON.parse(DashboardBody).widgets).toMatchObject([
    {
      type: 'metric',
      properties: { title: 'CPU', metrics: [['AWS/ECS', 'CPUUtilization', 'ServiceName', 'fixture-echo']] },
    },
  ]);
});

test('requests come with their share of a target, their times and their connections', async () => {
  const url = range.description.urls[0]?.url ?? '';
  for (let i = 0; i < 10; i += 1) await (await fetch(url)).text();
  const watching = new CloudWatchClient(options);
  const { loadBalancer = '', targetGroup = '' } = range.description.outputs;
  const has = (MetricName: string, dimensions: Record<string, string>, statistic = 'Sum') =>
    until(
      async () => {
        const extended = statistic.startsWith('p');
        const { Datapoints } = await watching.send(
          new GetMetricStatisticsCommand({
            Namespace: 'AWS/ApplicationELB',
            MetricName,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            StartTime: new Date(range.clock.now() - 3_600_000),
            EndTime: new Date(range.clock.now() + 60_000),
            Period: 60,
            ...(extended ? { ExtendedStatistics: [statistic] } : { Statistics: ['Sum'] }),
          }),
        );
        return Datapoints?.length ?? 0;
      },
      (count) => count > 0,
    );
  await has('RequestCountPerTarget', { TargetGroup: targetGroup });
  await has('RequestCountPerTarget', { TargetGroup: targetGroup, LoadBalancer: loadBalancer });
  await has('TargetResponseTime', { LoadBalancer: loadBalancer }, 'p95');
  await has('ActiveConnectionCount', { LoadBalancer: loadBalancer });
  await has('NewConnectionCount', { LoadBalancer: loadBalancer });
});
