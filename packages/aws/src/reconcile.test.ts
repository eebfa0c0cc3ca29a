import type { CommandIntent, Reconciliation } from '@steadyhand/contracts';
import { afterEach, describe, expect, test } from 'vitest';
import { createAwsHandler } from './handler.ts';
import { awsCall, rangeContext } from './testing/context.ts';
import { type Answer, type JsonService, startJsonService } from './testing/json-service.ts';

const started: JsonService[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.close()));
});

const AT = Date.parse('2026-01-05T12:00:00Z');

async function reconcile(
  argv: readonly string[],
  answers: Readonly<Record<string, Answer>>,
  blastRadius = '',
): Promise<Reconciliation | undefined> {
  const service = await startJsonService(answers);
  started.push(service);
  const intent: CommandIntent = {
    type: 'command-intent',
    runId: 'r',
    at: AT,
    lane: 'main',
    seq: 0,
    stepId: 's',
    line: 1,
    program: 'aws',
    argv: [...argv],
    digest: 'd',
    effect: 'change',
    operation: null,
    reason: '',
    resources: [],
    blastRadius,
    handler: 'aws@1',
    verdict: 'run',
    approvedBy: 'ann',
  };
  const found = await createAwsHandler().reconcile?.(awsCall(...argv), rangeContext({ endpoint: service.url }), intent);
  for (const { operation } of service.received) expect(operation).toMatch(/^(Describe|Get|List)/);
  return found;
}

const services = (service: Record<string, unknown>): Record<string, Answer> => ({
  DescribeServices: () => ({
    body: {
      services: [
        {
          serviceName: 'workers',
          desiredCount: 4,
          taskDefinition: 'arn:aws:ecs:r:1:task-definition/workers:3',
          ...service,
        },
      ],
    },
  }),
});

const UPDATE = ['ecs', 'update-service', '--cluster', 'c', '--service', 'workers'];

describe('ecs update-service', () => {
  test('what is as it was asked for is done, and printed as the command would have', async () => {
    const argv = [...UPDATE, '--desired-count', '4', '--query', 'service.desiredCount'];
    expect(await reconcile(argv, services({}))).toEqual({
      state: 'done',
      exitCode: 0,
      stdout: '4\n',
      evidence: 'desired-count is 4, 4 was asked for',
    });
  });

  test.each([
    ['workers:3', 'done'],
    ['arn:aws:ecs:r:1:task-definition/workers:3', 'done'],
    ['workers:4', 'unknown'],
    ['workers', 'unknown'],
  ])('task definition %s: %s', async (asked, state) => {
    expect(await reconcile([...UPDATE, '--task-definition', asked], services({}))).toMatchObject({ state });
  });

  test('what is as it was before is not done', async () => {
    const argv = [...UPDATE, '--desired-count', '6'];
    expect(await reconcile(argv, services({}), 'workers desired count 4 → 6')).toEqual({
      state: 'not-done',
      evidence: 'desired-count is 4, 6 was asked for',
    });
  });

  test('what is neither is unknown: somebody else may have changed it since', async () => {
    const argv = [...UPDATE, '--desired-count', '6'];
    expect(await reconcile(argv, services({}), 'workers desired count 1 → 6')).toEqual({
      state: 'unknown',
      evidence: 'desired-count is 4, 6 was asked for',
    });
  });

  test.each([
    [AT + 1000, 'done'],
    [AT - 1000, 'unknown'],
    [AT - 3_600_000, 'not-done'],
  ])('a forced deployment that began at %d: %s', async (began, state) => {
    const answers = services({ deployments: [{ status: 'PRIMARY', createdAt: began / 1000 }] });
    expect(await reconcile([...UPDATE, '--force-new-deployment'], answers)).toMatchObject({ state });
  });

  test('what the service does not show is unknown', async () => {
    const argv = [...UPDATE, '--desired-count', '4', '--enable-execute-command'];
    expect(await reconcile(argv, services({}))).toEqual({
      state: 'unknown',
      evidence: 'nothing shows whether enable-execute-command took effect',
    });
    expect(await reconcile(UPDATE, { DescribeServices: () => ({ body: { services: [] } }) })).toMatchObject({
      state: 'unknown',
    });
  });
});

describe('sqs start-message-move-task', () => {
  const dlq = 'arn:aws:sqs:us-east-1:1:jobs-dlq';
  const move = ['sqs', 'start-message-move-task', '--source-arn', dlq];
  const tasks = (...list: unknown[]): Record<string, Answer> => ({
    ListMessageMoveTasks: () => ({ body: { Results: list } }),
  });

  test('a task that began since is the one', async () => {
    const task = { Status: 'RUNNING', TaskHandle: 'h', SourceArn: dlq, StartedTimestamp: AT + 40 };
    expect(await reconcile(move, tasks(task))).toEqual({
      state: 'done',
      exitCode: 0,
      stdout: '{\n    "TaskHandle": "h"\n}\n',
      evidence: 'a move task of jobs-dlq began at 2026-01-05T12:00:00.040Z (RUNNING)',
    });
  });

  test.each([
    ['long before', { StartedTimestamp: AT - 3_600_000 }, 'not-done'],
    ['just before', { StartedTimestamp: AT - 1000 }, 'unknown'],
    ['to another queue', { StartedTimestamp: AT + 40, DestinationArn: `${dlq}-other` }, 'not-done'],
  ])('one that began %s: %s', async (_name, task, state) => {
    const argv = [...move, '--destination-arn', 'arn:aws:sqs:us-east-1:1:jobs'];
    const listed = { Status: 'COMPLETED', SourceArn: dlq, DestinationArn: 'arn:aws:sqs:us-east-1:1:jobs', ...task };
    expect(await reconcile(argv, tasks(listed))).toMatchObject({ state });
  });

  test('no task at all is not done, an answer that cannot be had is unknown', async () => {
    expect(await reconcile(move, tasks())).toMatchObject({ state: 'not-done' });
    expect(await reconcile(move, {})).toMatchObject({ state: 'unknown', evidence: expect.stringContaining('error') });
  });
});

test('any other change is unknown, with what it was', async () => {
  expect(await reconcile(['rds', 'reboot-db-instance', '--db-instance-identifier', 'db'], {})).toEqual({
    state: 'unknown',
    evidence: 'nothing shows whether rds reboot-db-instance on rds:db db has happened',
  });
});

test('a service that takes a token is given the call’s own, unless the line has one', async () => {
  const service = await startJsonService({ RunTask: () => ({ body: {} }) });
  started.push(service);
  const run = (...more: string[]) =>
    createAwsHandler().run(awsCall('ecs', 'run-task', '--task-definition', 'api', ...more), {
      ...rangeContext({ endpoint: service.url }),
      clientToken: 'token-of-the-call',
    });
  await run();
  await run('--client-token', 'mine');
  expect(service.received.map(({ input }) => input.clientToken)).toEqual(['token-of-the-call', 'mine']);
});
