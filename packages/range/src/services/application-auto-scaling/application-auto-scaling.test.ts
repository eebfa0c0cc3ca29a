import {
  ApplicationAutoScalingClient,
  DescribeScalingPoliciesCommand,
  PutScalingPolicyCommand,
  type ScalingPolicy,
} from '@aws-sdk/client-application-auto-scaling';
import { expect, test } from 'vitest';
import { startWireServer } from '../../wire/server.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createApplicationAutoScaling } from './application-auto-scaling.ts';

test('declared policies are shown by resource; none can be put', async () => {
  const of = (name: string): ScalingPolicy => ({
    PolicyARN: `arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:${name}`,
    PolicyName: `${name}-cpu`,
    PolicyType: 'TargetTrackingScaling',
    ServiceNamespace: 'ecs',
    ResourceId: `service/chat/${name}`,
    ScalableDimension: 'ecs:service:DesiredCount',
    CreationTime: new Date('2026-11-21T21:00:00Z'),
  });
  const { service } = createApplicationAutoScaling({ policies: [of('api'), of('workers')] });
  const clock = manualClock('2026-11-21T21:00:00Z');
  const server = await startWireServer({ services: [service], clock, account: '123456789012' });
  const client = new ApplicationAutoScalingClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { ScalingPolicies } = await client.send(
    new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs', ResourceId: 'service/chat/api' }),
  );
  expect(ScalingPolicies).toEqual([of('api')]);
  const putting = client.send(
    new PutScalingPolicyCommand({
      PolicyName: 'x',
      ServiceNamespace: 'ecs',
      ResourceId: 'service/chat/api',
      ScalableDimension: 'ecs:service:DesiredCount',
    }),
  );
  await expect(putting).rejects.toMatchObject({ name: 'NotImplemented' });
  client.destroy();
  await server.close();
});
