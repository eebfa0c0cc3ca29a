import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ExecuteCommandCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
  UpdateServiceCommand,
  waitUntilServicesStable,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type RangeControl, RangeDescriptionSchema } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { locate } from './network/hosts.ts';
import { rangeFetch } from './network/range-fetch.ts';
import { startRange } from './range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from './testing/fixture-range.ts';

const cluster = 'fixture-test';
const service = 'fixture-echo';
const stateFolder = mkdtempSync(join(tmpdir(), 'range-test-'));
let range: RangeControl;
let ecs: ECSClient;
let elb: ElasticLoadBalancingV2Client;
let ask: (path: string, init?: RequestInit) => Promise<Response>;

beforeAll(async () => {
  const stack = fixtureStack({
    loadBalancers: [
      {
        id: 'main',
        name: 'fixture-alb',
        listeners: [
          { port: 80, protocol: 'HTTP', rules: [{ paths: ['/nowhere/*'], targetGroup: 'empty' }], default: 'echo' },
          { port: 443, protocol: 'HTTPS', rules: [{ paths: ['/api/*'], targetGroup: 'echo' }] },
        ],
      },
    ],
    services: [echoService({ environment: { VERSION: '1' } })],
    dependencies: [{ id: 'quote', host: 'quote.example.com', image: 'dependencies/quote' }],
  });
  range = await startRange(fixtureOptions({ name: 'range-test', stateFolder, stack }));
  const { endpoint, region, hosts, ca, outputs } = range.description;
  // A copy, because the SDK marks it.
  const credentials = { ...range.description.credentials };
  ecs = new ECSClient({ endpoint, region, credentials });
  elb = new ElasticLoadBalancingV2Client({ endpoint, region, credentials });
  const inRange = rangeFetch(() => hosts, ca);
  ask = (path, init) => inRange(path.startsWith('http') ? path : `http://${outputs.albDnsName}${path}`, init);
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

async function describedService() {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const [found] = services;
  if (!found) throw new TypeError('the service is not described');
  return found;
}

async function runningTasks(): Promise<string[]> {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster, serviceName: service }));
  return taskArns;
}

async function stableWith(desiredCount: number): Promise<void> {
  await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount }));
  await steady();
}

/** As the real waiter sees it, and all tasks healthy besides. */
async function steady(): Promise<void> {
  const waiting = { client: ecs, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.05 };
  await waitUntilServicesStable(waiting, { cluster, services: [service] });
  await until(describedTasks, (tasks) => tasks.every(({ healthStatus }) => healthStatus === 'HEALTHY'));
  await succeed('/');
}

async function describedTasks() {
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: await runningTasks() }));
  return tasks;
}

/** The balancer hears of a target's health a moment after ECS does. */
async function succeed(path: string): Promise<void> {
  await until(
    async () => (await ask(path)).status,
    (status) => status === 200,
  );
}

describe('the range', () => {
  test('describes itself', async () => {
    const answer = await fetch(`${range.description.endpoint}/_range`);
    expect(RangeDescriptionSchema.parse(await answer.json())).toEqual(range.description);
    expect(range.description.outputs.albDnsName).toMatch(/^fixture-alb-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/);
  });

  test('gives a task what a container has, and nothing of this process', async () => {
    const { env, region } = (await (await ask('/')).json()) as { env: string[]; region: string };
    expect(region).toBe('eu-west-1');
    expect(env).toContain('AWS_ENDPOINT_URL');
    expect(env).not.toContain('VITEST');
  });

  test('resolves its own names in a task and refuses all others', async () => {
    const inside = async (url: string) =>
      ((await (await ask(`/fetch?url=${encodeURIComponent(url)}`)).json()) as { text: string }).text;
    expect(await inside('http://quote.example.com/')).toBe('a quote');
    expect(await inside(`${range.description.endpoint}/_range`)).toContain('"system":"fixture"');
    expect(await inside('http://localhost:3000/health')).toContain('true');
    expect(await inside('https://example.com/')).toContain('ENOTFOUND example.com: not in this range');
    expect(await inside('http://192.0.2.1/')).toContain('ECONNREFUSED 192.0.2.1: not in this range');
  });
});

describe('the load balancer', () => {
  test('streams bodies and says who asked', async () => {
    const body = 'x'.repeat(300_000);
    expect(await (await ask('/', { method: 'POST', body })).text()).toBe(body);
    expect(await (await ask('/')).json()).toMatchObject({ forwarded: 'http' });
  });

  test('speaks HTTPS with a certificate of the range', async () => {
    const answer = await ask(`https://${range.description.outputs.albDnsName}/api/hello`);
    expect(await answer.json()).toMatchObject({ forwarded: 'https' });
  });

  test('answers 404 where no rule fits and 503 where no target is', async () => {
    expect((await ask(`https://${range.description.outputs.albDnsName}/other`)).status).toBe(404);
    const { status, headers } = await ask('/nowhere/at-all');
    expect([status, headers.get('server')]).toEqual([503, 'awselb/2.0']);
  });

  test('takes WebSocket connections to a target', async () => {
    const place = locate(range.description.hosts, range.description.outputs.albDnsName ?? '', 80);
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    };
    const echoed = await new Promise((resolve, reject) => {
      const asking = request({ ...place, path: '/socket', headers });
      asking.on('error', reject);
      asking.on('upgrade', (response, socket) => {
        socket.on('data', (data) => {
          socket.destroy();
          resolve([response.headers['sec-websocket-accept'], data.toString()]);
        });
        socket.write('over the wire');
      });
      asking.end();
    });
    expect(echoed).toEqual(['s3pPLMBiTxaQ9kYGzzhZRbK+xOo=', 'over the wire']);
  });

  test('passes on what comes right behind the request for another protocol', async () => {
    const place = locate(range.description.hosts, range.description.outputs.albDnsName ?? '', 80);
    const echoed = await new Promise<string>((resolve, reject) => {
      const socket = connect({ host: place?.host ?? '', port: place?.port ?? 0 });
      let received = '';
      socket.on('error', reject);
      socket.on('data', (data) => {
        received += data;
        if (!received.endsWith('at once')) return;
        socket.destroy();
        resolve(received);
      });
      socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\nat once');
    });
    expect(echoed).toMatch(/^HTTP\/1\.1 101 /);
  });

  test('is shown by elbv2', async () => {
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['fixture-alb'] }));
    expect(LoadBalancers[0]?.DNSName).toBe(range.description.outputs.albDnsName);
    const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
    const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    expect(Listeners.map(({ Port, Protocol }) => [Port, Protocol])).toEqual([
      [80, 'HTTP'],
      [443, 'HTTPS'],
    ]);
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn: Listeners[0]?.ListenerArn }));
    expect(Rules.map(({ Priority, IsDefault }) => [Priority, IsDefault])).toEqual([
      ['1', false],
      ['default', true],
    ]);
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ Names: ['fixture-echo'] }));
    const { TargetHealthDescriptions = [] } = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: TargetGroups[0]?.TargetGroupArn }),
    );
    expect(TargetHealthDescriptions.some(({ TargetHealth }) => TargetHealth?.State === 'healthy')).toBe(true);
    await expect(elb.send(new DescribeTargetGroupsCommand({ Names: ['other'] }))).rejects.toMatchObject({
      name: 'TargetGroupNotFoundException',
    });
  });
});

describe('a service', () => {
  test('scales to its desired count and back, and requests reach every task', async () => {
    await stableWith(3);
    expect(await runningTasks()).toHaveLength(3);
    const tasksThatAnswer = async () => {
      const answers = await Promise.all(Array.from({ length: 12 }, async () => (await ask('/')).json()));
      return new Set(answers.map((answer) => (answer as { task: string }).task)).size;
    };
    await until(tasksThatAnswer, (count) => count === 3);
    await stableWith(1);
    await until(runningTasks, (tasks) => tasks.length === 1);
    const lastEvent = async () => (await describedService()).events?.[0]?.message ?? '';
    await until(lastEvent, (message) => message.includes('has reached a steady state.'));
  });

  test('replaces a task that was killed, and one that was stopped', async () => {
    await stableWith(1);
    const [first = ''] = await runningTasks();
    await range.injectFault({ kind: 'kill-tasks', service: 'echo', count: 1 });
    const [second = ''] = await until(runningTasks, ([task]) => task !== undefined && task !== first);
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [first] }));
    expect(tasks[0]?.containers?.[0]?.exitCode).toBe(137);
    await steady();
    await ecs.send(new StopTaskCommand({ cluster, task: second, reason: 'by hand' }));
    await until(runningTasks, (tasks) => tasks.length === 1 && !tasks.includes(second));
    await steady();
  });

  test('replaces a task that says it is not well', async () => {
    await stableWith(1);
    const [sick = ''] = await runningTasks();
    await succeed('/sicken');
    await until(runningTasks, ([task]) => task !== undefined && task !== sick);
    await steady();
  });

  test('kills a task that uses more memory than it may', async () => {
    await stableWith(1);
    const [greedy = ''] = await runningTasks();
    await succeed('/hoard?mb=300');
    await until(runningTasks, ([task]) => task !== undefined && task !== greedy);
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [greedy] }));
    expect(tasks[0]?.stoppedReason).toBe('OutOfMemoryError: Container killed due to memory usage');
    await steady();
  });

  test('rolls out a new revision without a failed request', async () => {
    await stableWith(2);
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: service }));
    const next = Number(taskDefinition?.containerDefinitions?.[0]?.environment?.[0]?.value) + 1;
    const environment = [{ name: 'VERSION', value: String(next) }];
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: service,
        networkMode: 'awsvpc',
        cpu: '256',
        memory: '256',
        containerDefinitions: [{ ...taskDefinition?.containerDefinitions?.[0], environment }],
      }),
    );
    const { taskDefinitionArns = [] } = await ecs.send(
      new ListTaskDefinitionsCommand({ familyPrefix: service, sort: 'DESC', maxResults: 2 }),
    );
    const [latest] = taskDefinitionArns;
    let asking = true;
    const statuses: number[] = [];
    const client = (async () => {
      while (asking) statuses.push((await ask('/')).status);
    })();
    await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition: latest }));
    expect((await describedService()).deployments).toHaveLength(2);
    await steady();
    asking = false;
    await client;
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await (await ask('/')).json()).toMatchObject({ version: String(next) });
    await stableWith(1);
  });

  test('leaves its lines in CloudWatch Logs and its usage in CloudWatch', async () => {
    const { endpoint, region } = range.description;
    const credentials = { ...range.description.credentials };
    const logs = new CloudWatchLogsClient({ endpoint, region, credentials });
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: '/ecs/fixture/echo' }));
    expect(events[0]).toMatchObject({
      message: 'version 1 listens',
      logStreamName: expect.stringMatching(/^echo\/echo\/[0-9a-f]{32}$/),
    });
    const cloudwatch = new CloudWatchClient({ endpoint, region, credentials });
    const datapoints = async (Namespace: string, MetricName: string, dimensions: Record<string, string>) => {
      const { Datapoints = [] } = await cloudwatch.send(
        new GetMetricStatisticsCommand({
          Namespace,
          MetricName,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          StartTime: new Date(range.clock.now() - 3_600_000),
          EndTime: new Date(range.clock.now() + 60_000),
          Period: 60,
          Statistics: ['Maximum', 'Sum'],
        }),
      );
      return Datapoints;
    };
    const some = (points: unknown[]) => points.length > 0;
    await ask('/');
    await until(() => datapoints('AWS/ECS', 'MemoryUtilization', { ClusterName: cluster, ServiceName: service }), some);
    const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
    const LoadBalancer = LoadBalancers[0]?.LoadBalancerArn?.split('loadbalancer/')[1] ?? '';
    await until(() => datapoints('AWS/ApplicationELB', 'RequestCount', { LoadBalancer }), some);
  });

  test('is refused what is not there or not implemented', async () => {
    const missing = await ecs.send(new DescribeServicesCommand({ cluster, services: ['other'] }));
    expect(missing.failures).toMatchObject([{ reason: 'MISSING' }]);
    await expect(ecs.send(new ListTasksCommand({ cluster: 'other' }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
    });
    await expect(ecs.send(new UpdateServiceCommand({ cluster, service, propagateTags: 'SERVICE' }))).rejects.toThrow(
      /not implemented/,
    );
    const [task] = await runningTasks();
    await expect(
      ecs.send(new ExecuteCommandCommand({ cluster, task, interactive: true, command: '/bin/sh' })),
    ).rejects.toThrow(/execute command was not enabled/);
  });
});
