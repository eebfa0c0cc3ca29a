import {
  ApplicationAutoScalingClient,
  DeleteScalingPolicyCommand,
  DescribeScalableTargetsCommand,
  DescribeScalingActivitiesCommand,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { type CloudWatch, createCloudWatch } from '../cloudwatch/cloudwatch.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { type ApplicationAutoScaling, createApplicationAutoScaling } from './application-auto-scaling.ts';

const place = { account: '123456789012', region: 'eu-west-1' };
const ResourceId = 'service/chat/api';
const scalable = { ServiceNamespace: 'ecs', ResourceId, ScalableDimension: 'ecs:service:DesiredCount' } as const;
const dimensions = { ClusterName: 'chat', ServiceName: 'api' };

let clock: ManualClock;
let cloudWatch: CloudWatch;
let scaling: ApplicationAutoScaling;
let server: WireServer;
let client: ApplicationAutoScalingClient;
let watching: CloudWatchClient;
/** What is scaled, kept here in place of a service: every count is reached at once. */
let api: { desiredCount: number; isDeploying: boolean };

beforeEach(async () => {
  clock = manualClock('2026-11-21T21:00:10Z');
  cloudWatch = createCloudWatch({ ...place, clock });
  api = { desiredCount: 2, isDeploying: false };
  scaling = createApplicationAutoScaling({
    ...place,
    clock,
    cloudwatch: cloudWatch,
    find: (id) =>
      id === ResourceId
        ? {
            ...api,
            setDesiredCount(count, onOver) {
              api.desiredCount = count;
              onOver(true);
            },
          }
        : undefined,
  });
  server = await startWireServer({ services: [scaling.service, cloudWatch.service], clock, account: place.account });
  const options = {
    endpoint: server.url,
    region: place.region,
    credentials: { accessKeyId: 't', secretAccessKey: 't' },
  };
  client = new ApplicationAutoScalingClient(options);
  watching = new CloudWatchClient(options);
});

afterEach(async () => {
  client.destroy();
  watching.destroy();
  cloudWatch.stop();
  await server.close();
});

function declare(metric = 'ECSServiceAverageCPUUtilization' as const) {
  const tracking = {
    TargetValue: 60,
    PredefinedMetricSpecification: { PredefinedMetricType: metric },
    ScaleOutCooldown: 120,
    ScaleInCooldown: 300,
  };
  scaling.declare({ resourceId: ResourceId, minCapacity: 2, maxCapacity: 8, policies: [{ name: 'cpu', tracking }] });
}

/** The CPU of a load that so many tasks share. */
async function minutes(count: number, load: number) {
  for (let i = 0; i < count; i += 1) {
    const value = load / api.desiredCount;
    cloudWatch.metrics.put({ namespace: 'AWS/ECS', metric: 'CPUUtilization', dimensions, value, at: clock.now() });
    await clock.advance(60_000);
  }
}

async function activities(IncludeNotScaledActivities = false) {
  const asked = new DescribeScalingActivitiesCommand({ ServiceNamespace: 'ecs', IncludeNotScaledActivities });
  return (await client.send(asked)).ScalingActivities ?? [];
}

test('target tracking scales out in proportion after three minutes, and in after fifteen', async () => {
  declare();
  await minutes(4, 270);
  expect(api.desiredCount).toBe(5);
  const { ScalingPolicies } = await client.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId }),
  );
  const [high] = ScalingPolicies?.[0]?.Alarms ?? [];
  expect(high?.AlarmName).toMatch(/^TargetTracking-service\/chat\/api-AlarmHigh-[0-9a-f-]{36}$/);
  expect(await activities()).toMatchObject([
    {
      Description: 'Setting desired count to 5.',
      Cause: `monitor alarm ${high?.AlarmName} in state ALARM triggered policy cpu`,
      StatusCode: 'Successful',
      StatusMessage: 'Successfully set desired count to 5. Change successfully fulfilled by ecs.',
    },
  ]);
  await minutes(17, 110);
  expect(api.desiredCount).toBe(2);
});

test('the alarms are those that AWS makes', async () => {
  declare();
  const { MetricAlarms } = await watching.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'TargetTracking-' }));
  expect(MetricAlarms).toMatchObject([
    {
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 60,
      EvaluationPeriods: 3,
      Period: 60,
      Statistic: 'Average',
    },
    { ComparisonOperator: 'LessThanThreshold', Threshold: 54, EvaluationPeriods: 15, Period: 60 },
  ]);
  await client.send(new DeleteScalingPolicyCommand({ ...scalable, PolicyName: 'cpu' }));
  expect((await watching.send(new DescribeAlarmsCommand({}))).MetricAlarms).toEqual([]);
});

test('no more than the maximum, no less than the minimum, and the activities say so', async () => {
  declare();
  await minutes(10, 5000);
  expect(api.desiredCount).toBe(8);
  const [last] = await activities(true);
  expect(last?.NotScaledReasons).toEqual([{ Code: 'AlreadyAtMaxCapacity', MaxCapacity: 8, CurrentCapacity: 8 }]);
});

test('a count set by hand outside the limits is corrected when the policy next acts', async () => {
  declare();
  api.desiredCount = 1;
  await minutes(2, 100);
  expect(api.desiredCount).toBe(1);
  await minutes(3, 100);
  expect(api.desiredCount).toBe(4);
});

test('in a cooldown only what is asked for from the capacity before it is added', async () => {
  declare();
  await minutes(3, 240);
  expect(api.desiredCount).toBe(4);
  cloudWatch.metrics.put({ namespace: 'AWS/ECS', metric: 'CPUUtilization', dimensions, value: 90, at: clock.now() });
  await clock.advance(60_000);
  expect(api.desiredCount).toBe(4);
});

test('nothing is scaled in while a deployment is under way', async () => {
  declare();
  api = { desiredCount: 6, isDeploying: true };
  await minutes(17, 60);
  expect(api.desiredCount).toBe(6);
  api.isDeploying = false;
  await minutes(1, 60);
  expect(api.desiredCount).toBe(2);
});

/** Two policies that track CPU and memory. */
async function declareTwo(): Promise<void> {
  declare();
  await client.send(
    new PutScalingPolicyCommand({
      ...scalable,
      PolicyName: 'memory',
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 60,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageMemoryUtilization' },
      },
    }),
  );
}

function memory(value: number): void {
  cloudWatch.metrics.put({ namespace: 'AWS/ECS', metric: 'MemoryUtilization', dimensions, value, at: clock.now() });
}

test('nothing is scaled in before all policies agree, and then to the larger capacity', async () => {
  await declareTwo();
  api.desiredCount = 6;
  for (let i = 0; i < 17; i += 1) {
    memory(58);
    await minutes(1, 60);
  }
  expect(api.desiredCount).toBe(6);
  for (let i = 0; i < 15; i += 1) {
    memory(40);
    await minutes(1, 60);
  }
  expect(api.desiredCount).toBe(4);
});

test('suspended, nothing is scaled until it is resumed', async () => {
  declare();
  const resume = scaling.suspend(ResourceId);
  await minutes(4, 240);
  expect(api.desiredCount).toBe(2);
  const { ScalableTargets } = await client.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
  expect(ScalableTargets).toMatchObject([{ SuspendedState: { DynamicScalingOutSuspended: true } }]);
  resume?.();
  await minutes(1, 240);
  expect(api.desiredCount).toBe(4);
});

test('step scaling by an alarm that names the policy', async () => {
  await client.send(new RegisterScalableTargetCommand({ ...scalable, MinCapacity: 3, MaxCapacity: 10 }));
  expect(api.desiredCount).toBe(3);
  expect(await activities()).toMatchObject([{ Cause: 'minimum capacity was set to 3' }]);
  const { PolicyARN = '' } = await client.send(
    new PutScalingPolicyCommand({
      ...scalable,
      PolicyName: 'steps',
      StepScalingPolicyConfiguration: {
        AdjustmentType: 'PercentChangeInCapacity',
        MinAdjustmentMagnitude: 1,
        Cooldown: 60,
        StepAdjustments: [
          { MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 20, ScalingAdjustment: 10 },
          { MetricIntervalLowerBound: 20, ScalingAdjustment: 100 },
        ],
      },
    }),
  );
  await watching.send(
    new PutMetricAlarmCommand({
      AlarmName: 'busy',
      Namespace: 'AWS/ECS',
      MetricName: 'CPUUtilization',
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      Statistic: 'Average',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 50,
      ComparisonOperator: 'GreaterThanThreshold',
      AlarmActions: [PolicyARN],
    }),
  );
  await minutes(1, 3 * 60);
  expect(api.desiredCount).toBe(4);
  await minutes(2, 4 * 90);
  expect(api.desiredCount).toBe(8);
});

test('what Application Auto Scaling or this range would not take', async () => {
  const register = (input: object) =>
    client.send(new RegisterScalableTargetCommand({ ...scalable, MinCapacity: 1, MaxCapacity: 2, ...input }));
  await expect(register({ ServiceNamespace: 'dynamodb' })).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  await expect(register({ ResourceId: 'service/chat/nope' })).rejects.toThrow("ECS service doesn't exist");
  await expect(register({ MinCapacity: 3 })).rejects.toMatchObject({ name: 'ValidationException' });
  const putting = client.send(new PutScalingPolicyCommand({ ...scalable, PolicyName: 'x' }));
  await expect(putting).rejects.toMatchObject({ name: 'ObjectNotFoundException' });
});

test('a scale-in of one policy holds those of the others, whichever alarm is looked at first', async () => {
  await declareTwo();
  api.desiredCount = 6;
  for (let i = 0; i < 5; i += 1) {
    memory(40);
    await minutes(1, 60);
  }
  const { ScalingPolicies = [] } = await client.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId }),
  );
  const [cpuLow, memoryLow] = ['cpu', 'memory'].map((name) => {
    const { Alarms = [] } = ScalingPolicies.find(({ PolicyName }) => PolicyName === name) ?? {};
    return Alarms.find(({ AlarmName }) => AlarmName?.includes('AlarmLow'))?.AlarmName;
  });
  const set = (AlarmName: string | undefined, StateValue: 'OK' | 'ALARM') =>
    watching.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'told so' }));
  await set(cpuLow, 'ALARM');
  expect(api.desiredCount).toBe(6);
  await set(memoryLow, 'ALARM');
  expect(api.desiredCount).toBe(4);
  await set(cpuLow, 'OK');
  await set(cpuLow, 'ALARM');
  expect(api.desiredCount).toBe(4);
});
