import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRange } from '../../range.ts';
import { fixtureOptions, until } from '../../testing/fixture-range.ts';

let state: string;
let range: RangeControl;
let elb: ElasticLoadBalancingV2Client;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'steady-elb-'));
  range = await startRange(fixtureOptions({ name: 'elb', stateFolder: state, speed: 20 }));
  const { endpoint, credentials } = range.description;
  elb = new ElasticLoadBalancingV2Client({ endpoint, region: 'eu-west-1', credentials });
}, 60_000);

afterAll(async () => {
  elb.destroy();
  await range.stop();
  await rm(state, { recursive: true, force: true });
});

test('a load balancer tells its zone and its attributes', async () => {
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  expect(LoadBalancers[0]?.CanonicalHostedZoneId).toBe('Z32O12XQLNTSW2');
  const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
  const { Attributes = [] } = await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  expect(Attributes).toContainEqual({ Key: 'access_logs.s3.enabled', Value: 'false' });
});

test('another health check path makes targets unhealthy', async () => {
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ Names: ['fixture-echo'] }));
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn;
  const interval = { TargetGroupArn, HealthCheckIntervalSeconds: 4 };
  await expect(elb.send(new ModifyTargetGroupCommand(interval))).rejects.toMatchObject({ name: 'ValidationError' });
  await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/fail' }));
  const { TargetGroups: changed } = await elb.send(new DescribeTargetGroupsCommand({ Names: ['fixture-echo'] }));
  expect(changed?.[0]?.HealthCheckPath).toBe('/fail');
  await until(
    () => elb.send(new DescribeTargetHealthCommand({ TargetGroupArn })),
    ({ TargetHealthDescriptions = [] }) =>
      // ECS replaces what is unhealthy within moments.
      TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State !== 'healthy'),
  );
});
