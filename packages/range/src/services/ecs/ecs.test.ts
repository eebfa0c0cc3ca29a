import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DeregisterTaskDefinitionCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTagsForResourceCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
  TagResourceCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
  waitUntilServicesStable,
  waitUntilTasksRunning,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import type { RangeControl } from '@steadyhand/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rangeFetch } from '../../network/range-fetch.ts';
import { startRange } from '../../range.ts';
import { echoService, fixtureOptions, fixtureStack, until } from '../../testing/fixture-range.ts';

const cluster = 'fixture-test';
const service = 'fixture-echo';
const network = { awsvpcConfiguration: { subnets: ['subnet-1'] } };
const stateFolder = mkdtempSync(join(tmpdir(), 'ecs-test-'));
let range: RangeControl;
let ecs: ECSClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  const spec = echoService({ desiredCount: 2, circuitBreaker: { rollback: true }, healthGraceSeconds: 1 });
  range = await startRange(
    fixtureOptions({ name: 'ecs-test', stateFolder, speed: 5, stack: fixtureStack({ services: [spec] }) }),
  );
  const { endpoint, region, credentials } = range.description;
  ecs = new ECSClient({ endpoint, region, credentials: { ...credentials } });
  logs = new CloudWatchLogsClient({ endpoint, region, credentials: { ...credentials } });
});

afterAll(async () => {
  await range?.stop();
  rmSync(stateFolder, { recursive: true, force: true });
});

async function described() {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const [found] = services;
  if (!found) throw new TypeError('the service is not described');
  return found;
}

const update = (changes: Partial<UpdateServiceCommandInput>) =>
  ecs.send(new UpdateServiceCommand({ cluster, service, ...changes }));

const waiting = { maxWaitTime: 20, minDelay: 0.05, maxDelay: 0.05 };
const stable = () => waitUntilServicesStable({ client: ecs, ...waiting }, { cluster, services: [service] });

async function definition(key = `${service}:1`) {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: key }));
  if (!taskDefinition) throw new TypeError('the definition is not described');
  return taskDefinition;
}

/** What people do with jq: everything that describe gives, less what register does not take, with one change. */
async function registerWith(change: { command?: string[]; image?: string }): Promise<string> {
  const { containerDefinitions, family, cpu, memory, networkMode, requiresCompatibilities, volumes } =
    await definition();
  const [container] = containerDefinitions ?? [];
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      ...{ family, cpu, memory, networkMode, requiresCompatibilities, volumes },
      containerDefinitions: [{ ...container, ...change }],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

async function run(options: Partial<RunTaskCommandInput>): Promise<string> {
  const common = {
    cluster,
    taskDefinition: `${service}:1`,
    launchType: 'FARGATE',
    networkConfiguration: network,
  } as const;
  const { tasks = [] } = await ecs.send(new RunTaskCommand({ ...common, ...options }));
  return tasks[0]?.taskArn ?? '';
}

async function taskOf(arn: string) {
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
  return tasks[0];
}

const overriding = (command: string[], environment: Record<string, string> = {}) => ({
  containerOverrides: [
    { name: 'echo', command, environment: Object.entries(environment).map(([name, value]) => ({ name, value })) },
  ],
});

const messages = async () => (await described()).events?.map(({ message = '' }) => message) ?? [];

describe('a deployment whose tasks fail', () => {
  afterEach(async () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    await update({ taskDefinition: `${service}:1`, deploymentConfiguration });
    await stable();
  });

  test('is given up by the circuit breaker, and the last one that worked is taken again', async () => {
    await stable();
    const good = (await described()).deployments?.[0];
    const bad = await registerWith({ command: ['node', '-e', 'process.exit(3)'] });
    const failed = (await update({ taskDefinition: bad })).service?.deployments?.[0];
    expect(failed).toMatchObject({ taskDefinition: bad, rolloutState: 'IN_PROGRESS' });
    await until(described, (one) => one.taskDefinition !== bad);
    const { deployments, taskDefinition } = await until(described, (one) => one.deployments?.length === 1);
    expect(taskDefinition).toBe(good?.taskDefinition);
    expect(deployments).toMatchObject([
      { id: good?.id, status: 'PRIMARY', runningCount: 2, rolloutState: 'COMPLETED' },
    ]);
    expect(await messages()).toEqual(
      expect.arrayContaining([
        `(service ${service}) (deployment ${failed?.id}) deployment failed: tasks failed to start.`,
        `(service ${service}) rolling back to deployment ${good?.id}.`,
      ]),
    );
  });

  test('is FAILED and stays the primary one without rollback; what ran before goes on', async () => {
    await stable();
    const { taskDefinition: good = '' } = await described();
    const deploymentCircuitBreaker = { enable: true, rollback: false };
    const bad = await registerWith({ image: 'example.com/nobody:1' });
    await update({ taskDefinition: bad, deploymentConfiguration: { deploymentCircuitBreaker } });
    const { deployments } = await until(described, (one) => one.deployments?.[0]?.rolloutState === 'FAILED');
    expect(deployments).toMatchObject([
      {
        taskDefinition: bad,
        runningCount: 0,
        pendingCount: 0,
        rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
      { taskDefinition: good, status: 'ACTIVE', runningCount: 2 },
    ]);
    const { taskArns = [] } = await ecs.send(
      new ListTasksCommand({ cluster, serviceName: service, desiredStatus: 'STOPPED' }),
    );
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    const failed = tasks.find(({ taskDefinitionArn }) => taskDefinitionArn === bad);
    expect(failed?.stoppedReason).toContain(
      'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref example.com/nobody:1',
    );
    expect(failed?.containers?.[0]?.reason).toBe(failed?.stoppedReason);
  });

  test('goes on failing without a circuit breaker, beside what ran before', async () => {
    await stable();
    const { taskDefinition: good = '' } = await described();
    const bad = await registerWith({ command: ['node', '-e', 'process.exit(3)'] });
    const deploymentCircuitBreaker = { enable: false, rollback: false };
    await update({ taskDefinition: bad, deploymentConfiguration: { deploymentCircuitBreaker } });
    const { deployments } = await until(described, (one) => (one.deployments?.[0]?.failedTasks ?? 0) >= 5);
    expect(deployments?.[0]).toMatchObject({ rolloutState: 'IN_PROGRESS', taskDefinition: bad });
    expect(deployments?.[1]).toMatchObject({ runningCount: 2, taskDefinition: good });
  });
});

describe('a task by itself', () => {
  test('runs a command with an environment, prints into the log and ends with its exit code', async () => {
    const script = 'console.log(process.env.GREETING, process.cwd()); process.exit(7)';
    const arn = await run({ overrides: overriding(['node', '-e', script], { GREETING: 'moin' }), startedBy: 'me' });
    await waitUntilTasksStopped({ client: ecs, ...waiting }, { cluster, tasks: [arn] });
    const task = await taskOf(arn);
    expect(task).toMatchObject({
      group: 'family:fixture-echo',
      startedBy: 'me',
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      containers: [{ exitCode: 7, lastStatus: 'STOPPED' }],
    });
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: '/ecs/fixture/echo', filterPattern: 'moin' }),
    );
    expect(events.map(({ message }) => message)).toEqual([expect.stringMatching(/^moin .*images/)]);
  });

  test('reaches the range by name, and nothing else', async () => {
    const { albDnsName } = range.description.outputs;
    const script = `fetch('http://${albDnsName}/').then(async (r) => { console.log('reached', r.status); await fetch('http://example.com').catch((e) => console.log('reached', e.cause.code)) })`;
    const arn = await run({ overrides: overriding(['node', '-e', script]) });
    await waitUntilTasksStopped({ client: ecs, ...waiting }, { cluster, tasks: [arn] });
    const { events = [] } = await logs.send(
      new FilterLogEventsCommand({ logGroupName: '/ecs/fixture/echo', filterPattern: 'reached' }),
    );
    expect(events.map(({ message }) => message)).toEqual(['reached 200', 'reached ENOTFOUND']);
  });

  test('that is stopped says who stopped it', async () => {
    const arn = await run({});
    await waitUntilTasksRunning({ client: ecs, ...waiting }, { cluster, tasks: [arn] });
    await ecs.send(new StopTaskCommand({ cluster, task: arn, reason: 'enough' }));
    await waitUntilTasksStopped({ client: ecs, ...waiting }, { cluster, tasks: [arn] });
    expect(await taskOf(arn)).toMatchObject({ stopCode: 'UserInitiated', stoppedReason: 'enough' });
  });

  test('whose program is not there could not be started', async () => {
    const arn = await run({ overrides: overriding(['frobnicate']) });
    await waitUntilTasksStopped({ client: ecs, ...waiting }, { cluster, tasks: [arn] });
    expect(await taskOf(arn)).toMatchObject({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringContaining('exec: "frobnicate": executable file not found in $PATH'),
    });
  });

  test.each([
    [
      { networkConfiguration: undefined },
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    ],
    [{ launchType: undefined }, 'No Container Instances were found in your cluster.'],
    [{ count: 11 }, 'Count must be between 1 and 10.'],
    [{ overrides: { containerOverrides: [{ name: 'other' }] } }, 'is not a container in the TaskDefinition'],
    [{ taskDefinition: 'nothing' }, 'TaskDefinition not found.'],
    [{ propagateTags: 'SERVICE' }, 'RunTask with propagateTags is not implemented'],
  ] as const)('is refused: %o', async (options, message) => {
    await expect(run(options as Partial<RunTaskCommandInput>)).rejects.toThrow(message);
  });
});

describe('task definitions', () => {
  test('that were deregistered are INACTIVE, and nothing new runs them', async () => {
    const arn = await registerWith({ command: ['node', '-v'] });
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: arn }));
    expect((await definition(service)).taskDefinitionArn).not.toBe(arn);
    const inactive = await ecs.send(new ListTaskDefinitionsCommand({ status: 'INACTIVE', sort: 'DESC' }));
    expect(inactive.taskDefinitionArns).toContain(arn);
    await expect(update({ taskDefinition: arn })).rejects.toThrow('TaskDefinition is inactive');
    const { families } = await ecs.send(
      new ListTaskDefinitionFamiliesCommand({ familyPrefix: 'fix', status: 'ACTIVE' }),
    );
    expect(families).toEqual([service]);
  });
});

test('tags are kept with what they are on', async () => {
  const { serviceArn: resourceArn } = await described();
  await ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'team', value: 'chat' }] }));
  expect((await ecs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual([
    { key: 'team', value: 'chat' },
  ]);
  expect((await described()).tags).toEqual([{ key: 'team', value: 'chat' }]);
});

test('Fargate has no instances to describe', async () => {
  const { failures } = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances: ['i-1'] }));
  expect(failures).toEqual([{ arn: 'i-1', reason: 'MISSING' }]);
});

test('a service is refused a setting that would not act', async () => {
  await expect(update({ propagateTags: 'SERVICE' })).rejects.toThrow('UpdateService with propagateTags');
  await expect(
    update({ deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } }),
  ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  const inRange = rangeFetch(() => range.description.hosts, null);
  expect((await inRange(`http://${range.description.outputs.albDnsName}/`)).status).toBe(200);
});
