import { afterEach, describe, expect, test } from 'vitest';
import { createAwsHandler } from './handler.ts';
import { runAws } from './run.ts';
import { awsCall, ManualClock, rangeContext } from './testing/context.ts';
import { FAKE_ENV } from './testing/golden.ts';
import { type Answer, type JsonService, startJsonService } from './testing/json-service.ts';

const started: JsonService[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((service) => service.close()));
});

async function serve(answers: Readonly<Record<string, Answer>>): Promise<JsonService> {
  const service = await startJsonService(answers);
  started.push(service);
  return service;
}

const service = (desired: number, running: number) => ({
  services: [
    {
      serviceName: 'workers',
      status: 'ACTIVE',
      desiredCount: desired,
      runningCount: running,
      taskDefinition: 'arn:aws:ecs:us-east-1:1:task-definition/workers:3',
      deployments: [{ status: 'PRIMARY', runningCount: running, desiredCount: desired }],
    },
  ],
  failures: [],
});

describe('inside a range', () => {
  test('the endpoint and the credentials are the range’s, whatever the environment says', async () => {
    const { url, received } = await serve({ ListClusters: () => ({ body: { clusterArns: ['a'] } }) });
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_ECS: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'AKIAREAL',
      AWS_SECRET_ACCESS_KEY: 'real',
      AWS_PROFILE: 'production',
      AWS_REGION: 'eu-west-1',
    };
    const result = await createAwsHandler().run(awsCall('ecs', 'list-clusters'), rangeContext({ endpoint: url, env }));
    expect(result.stdout).toBe('{\n    "clusterArns": [\n        "a"\n    ]\n}\n');
    expect(received[0]?.authorization).toContain('Credential=AKIARANGE/');
    expect(received[0]?.authorization).toContain('/eu-west-1/ecs/');
  });

  test('many calls at once under one signal are nothing that Node warns of', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const { url } = await serve({ ListClusters: () => ({ body: { clusterArns: [] } }) });
    const context = { ...rangeContext({ endpoint: url }), signal: new AbortController().signal };
    const aws = createAwsHandler();
    await Promise.all(Array.from({ length: 20 }, () => aws.run(awsCall('ecs', 'list-clusters'), context)));
    await new Promise(setImmediate);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  test.each([
    ['--endpoint-url', 'https://ecs.us-east-1.amazonaws.com'],
    ['--endpoint-url', 'http://127.0.0.1:1'],
    ['--profile', 'production'],
    ['--no-sign-request'],
  ])('%s %s is refused and nothing is sent', async (...option) => {
    const { url, received } = await serve({});
    const result = await createAwsHandler().run(
      awsCall('ecs', 'list-clusters', ...option),
      rangeContext({ endpoint: url }),
    );
    expect(result.exitCode).toBe(252);
    expect(received).toEqual([]);
  });

  test('an S3 address that would name another host does not leave', async () => {
    const { url, received } = await serve({});
    const arn = 'arn:aws:s3:us-east-1:123456789012:accesspoint/reports';
    const result = await createAwsHandler().run(
      awsCall('s3api', 'list-objects-v2', '--bucket', arn),
      rangeContext({ endpoint: url }),
    );
    expect(result.exitCode).toBe(255);
    expect(received).toEqual([]);
  });
});

describe('waiting', () => {
  const wait = awsCall('ecs', 'wait', 'services-stable', '--cluster', 'c', '--services', 'workers');

  test('polls at the table’s interval until the state is reached', async () => {
    let running = 0;
    const { url, received } = await serve({
      DescribeServices: () => {
        running += 1;
        return { body: service(3, running) };
      },
    });
    const clock = new ManualClock();
    const result = await createAwsHandler().run(wait, rangeContext({ endpoint: url, clock }));
    expect(result).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(received).toHaveLength(3);
    expect(clock.slept).toEqual([15_000, 15_000]);
  });

  test('ends as soon as it is aborted', async () => {
    const controller = new AbortController();
    const { url } = await serve({
      DescribeServices: () => {
        setImmediate(() => controller.abort());
        return { body: service(3, 0) };
      },
    });
    const context = rangeContext({
      endpoint: url,
      clock: new ManualClock({ endless: true }),
      signal: controller.signal,
    });
    expect((await createAwsHandler().run(wait, context)).exitCode).toBe(130);
  });

  test('a state that cannot be left fails with the CLI’s words', async () => {
    const { url } = await serve({
      DescribeServices: () => ({ body: { services: [], failures: [{ reason: 'MISSING' }] } }),
    });
    const result = await createAwsHandler().run(wait, rangeContext({ endpoint: url }));
    expect(result.exitCode).toBe(255);
    expect(result.stderr).toContain('Waiter ServicesStable failed: Waiter encountered a terminal failure state');
  });
});

describe('the blast radius', () => {
  test.each([
    [
      ['ecs', 'update-service', '--cluster', 'c', '--service', 'workers', '--desired-count', '3'],
      { text: 'workers desired count 1 → 3', scale: { resource: 'workers', from: 1, to: 3 } },
    ],
    [
      ['ecs', 'update-service', '--cluster', 'c', '--service', 'workers', '--force-new-deployment'],
      { text: 'workers replaces 1 running tasks' },
    ],
    [
      ['sqs', 'start-message-move-task', '--source-arn', 'arn:aws:sqs:us-east-1:1:jobs-dlq'],
      { text: '7 messages of jobs-dlq go back to the queues that they came from' },
    ],
    [['sqs', 'purge-queue', '--queue-url', 'http://q/1/jobs-dlq'], { text: '7 messages of jobs-dlq are deleted' }],
    [['ecs', 'stop-task', '--cluster', 'c', '--task', 't1'], { text: 'ecs stop-task on ecs:cluster c, ecs:task t1' }],
  ])('aws %j', async (argv, expected) => {
    const { url, received } = await serve({
      DescribeServices: () => ({ body: service(1, 1) }),
      GetQueueUrl: () => ({ body: { QueueUrl: 'http://q/1/jobs-dlq' } }),
      GetQueueAttributes: () => ({ body: { Attributes: { ApproximateNumberOfMessages: '7' } } }),
    });
    expect(await createAwsHandler().preview?.(awsCall(...argv), rangeContext({ endpoint: url }))).toEqual(expected);
    for (const { operation } of received) expect(operation).toMatch(/^(Describe|Get)/);
  });

  test('says so when it cannot be read', async () => {
    const { url } = await serve({});
    const call = awsCall('sqs', 'purge-queue', '--queue-url', 'http://q/1/jobs');
    const preview = await createAwsHandler().preview?.(call, rangeContext({ endpoint: url }));
    expect(preview?.text).toMatch(/^sqs purge-queue on sqs:queue .* \(not known: /);
  });
});

describe('secrets', () => {
  const secret = {
    SecretString: '{"username":"application","password":"p4ssw0rd"}',
    Name: 'chat/db',
    ARN: 'arn:aws:secretsmanager',
  };

  test('a secret and what it holds are handed over for redaction, not its name', async () => {
    const { url } = await serve({ GetSecretValue: () => ({ body: secret }) });
    const call = awsCall(
      'secretsmanager',
      'get-secret-value',
      '--secret-id',
      'chat/db',
      '--query',
      'SecretString',
      '--output',
      'text',
    );
    const result = await createAwsHandler().run(call, rangeContext({ endpoint: url }));
    expect(result.stdout).toBe(`${secret.SecretString}\n`);
    expect(result.secrets).toEqual(expect.arrayContaining([secret.SecretString, 'p4ssw0rd']));
    expect(result.secrets).not.toContain('chat/db');
  });

  test('of an environment only the entries that are secrets', async () => {
    const environment = [
      { name: 'DB_PASSWORD', value: 'hunter2hunter2' },
      { name: 'REDIS_URL', value: 'redis://app:s3cr3t@cache:6379' },
      { name: 'NODE_ENV', value: 'production' },
    ];
    const { url } = await serve({
      DescribeTaskDefinition: () => ({
        body: { taskDefinition: { family: 'api', containerDefinitions: [{ name: 'api', environment }] } },
      }),
    });
    const result = await createAwsHandler().run(
      awsCall('ecs', 'describe-task-definition', '--task-definition', 'api'),
      rangeContext({ endpoint: url }),
    );
    expect(result.secrets).toEqual(['hunter2hunter2', 'redis://app:s3cr3t@cache:6379']);
  });

  test('the printed password of a registry', async () => {
    const token = Buffer.from('AWS:registry-password').toString('base64');
    const { url } = await serve({
      GetAuthorizationToken: () => ({ body: { authorizationData: [{ authorizationToken: token }] } }),
    });
    const result = await createAwsHandler().run(awsCall('ecr', 'get-login-password'), rangeContext({ endpoint: url }));
    expect(result.stdout).toBe('registry-password\n');
    expect(result.secrets).toContain('registry-password');
  });
});

describe('logs tail', () => {
  const events = [
    { eventId: '1', timestamp: 1_767_607_200_123, logStreamName: 'api/1', message: 'started' },
    { eventId: '2', timestamp: 1_767_607_201_000, logStreamName: 'api/1', message: '{"level":"error"}' },
  ];

  test.each([
    [
      'detailed',
      '2026-01-05T10:00:00.123000+00:00 api/1 started\n2026-01-05T10:00:01.000000+00:00 api/1 {"level":"error"}\n',
    ],
    ['short', '2026-01-05T10:00:00 started\n2026-01-05T10:00:01 {"level":"error"}\n'],
    [
      'json',
      '2026-01-05T10:00:00.123000+00:00 api/1 started\n2026-01-05T10:00:01+00:00 api/1 \n{\n    "level": "error"\n}\n',
    ],
  ])('--format %s', async (format, expected) => {
    const { url, received } = await serve({ FilterLogEvents: () => ({ body: { events } }) });
    const call = awsCall('logs', 'tail', '/ecs/api', '--since', '30m', '--format', format, '--filter-pattern', 'x');
    const result = await createAwsHandler().run(call, rangeContext({ endpoint: url }));
    expect(result.stdout).toBe(expected);
    expect(received[0]?.input).toMatchObject({ startTime: Date.parse('2026-01-05T11:30:00Z'), filterPattern: 'x' });
  });

  test('--follow shows each event once, live, until it is aborted', async () => {
    const controller = new AbortController();
    let polls = 0;
    const { url } = await serve({
      FilterLogEvents: ({ startTime }) => {
        polls += 1;
        if (polls === 3) setImmediate(() => controller.abort());
        return { body: { events: events.slice(0, polls).filter(({ timestamp }) => timestamp >= Number(startTime)) } };
      },
    });
    const shown: string[] = [];
    const context = rangeContext({ endpoint: url, signal: controller.signal, live: (chunk) => shown.push(chunk) });
    const clock = context.clock as ManualClock;
    const endless = new ManualClock({ endless: true });
    const sleep = (ms: number, signal?: AbortSignal) => (polls < 3 ? clock.sleep(ms) : endless.sleep(ms, signal));
    const result = await createAwsHandler().run(
      awsCall('logs', 'tail', '/ecs/api', '--since', '3h', '--follow', '--format', 'short'),
      {
        ...context,
        clock: { now: () => clock.now(), sleep },
      },
    );
    expect(shown).toEqual(['2026-01-05T10:00:00 started\n', '2026-01-05T10:00:01 {"level":"error"}\n']);
    expect(result).toMatchObject({ exitCode: 0, stdout: shown.join('') });
  });
});

test('logs tail --follow ends by itself after its time, and says so', async () => {
  const { url, received } = await serve({ FilterLogEvents: () => ({ body: { events: [] } }) });
  const call = awsCall('logs', 'tail', '/ecs/api', '--follow');
  const context = rangeContext({ endpoint: url });
  const result = await createAwsHandler({ followMs: 20_000 }).run(call, context);
  expect(result).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('--follow ended after 20 s') });
  expect((context.clock as ManualClock).slept).toEqual([5000, 5000, 5000, 5000]);
  expect(received).toHaveLength(5);
});

describe('exit codes and messages', () => {
  async function run(argv: readonly string[], env: Readonly<Record<string, string>> = FAKE_ENV) {
    const err: string[] = [];
    const exitCode = await runAws(
      argv,
      {
        env,
        stdout: { write: () => {} },
        stderr: { write: (chunk) => err.push(chunk) },
        stdin: (async function* () {})(),
        cwd: () => '/',
      },
      new ManualClock(),
    );
    return { exitCode, stderr: err.join('') };
  }

  test.each([
    [252, ['ecs', 'update-service', '--desired-count', '1'], 'the following arguments are required: --service'],
    [
      255,
      ['ecs', 'update-service', '--service', 'a', '--desired-count', 'two'],
      "invalid literal for int() with base 10: 'two'",
    ],
    [252, ['ecs', 'list-clusters', '--frob', 'x'], 'Unknown options: --frob, x'],
    [252, ['ecs', 'no-such-operation'], "Invalid choice: 'no-such-operation'"],
    [
      252,
      ['cloudwatch', 'put-metric-alarm', '--cli-input-json', '{}'],
      'Missing required parameter in input: "AlarmName"',
    ],
    [252, ['ecs', 'list-clusters', '--query', 'a..b'], 'Bad value for --query a..b'],
    [252, ['kafka', 'list-clusters'], 'AWS_OPERATION_UNSUPPORTED'],
    [252, ['s3', 'website', 's3://b'], 'AWS_OPERATION_UNSUPPORTED'],
    [252, ['ecs', 'list-clusters', '--output', 'yaml-stream'], 'AWS_OPERATION_UNSUPPORTED'],
    [252, ['s3', 'cp', 'a', 's3://b/c', '--sse-c', 'AES256'], 'AWS_OPERATION_UNSUPPORTED'],
    [255, ['ecs', 'list-clusters', '--endpoint-url', 'http://127.0.0.1:1'], 'Could not connect to the endpoint URL'],
    [
      255,
      ['ecs', 'execute-command', '--task', 't', '--interactive', '--command', 'sh'],
      'nobody can type into it here',
    ],
  ])('%i: aws %j', async (code, argv, message) => {
    const { exitCode, stderr } = await run(argv);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });

  test('253: no region, no credentials', async () => {
    const { AWS_DEFAULT_REGION: _, ...noRegion } = FAKE_ENV;
    expect(await run(['ecs', 'list-clusters'], noRegion)).toMatchObject({
      exitCode: 253,
      stderr: expect.stringContaining('You must specify a region'),
    });
    const { AWS_ACCESS_KEY_ID: __, ...nobody } = FAKE_ENV;
    expect(await run(['ecs', 'list-clusters'], nobody)).toMatchObject({
      exitCode: 253,
      stderr: expect.stringContaining('Unable to locate credentials'),
    });
  });

  test('254: an error of the service', async () => {
    const { url } = await serve({
      UpdateService: () => ({
        status: 400,
        body: { __type: 'ServiceNotFoundException', message: 'Service not found.' },
      }),
    });
    expect(await run(['ecs', 'update-service', '--service', 'a', '--endpoint-url', url])).toEqual({
      exitCode: 254,
      stderr:
        '\nAn error occurred (ServiceNotFoundException) when calling the UpdateService operation: Service not found.\n',
    });
  });
});

test('reads standard input only where the line says so', () => {
  const { readsStdin } = createAwsHandler();
  expect(readsStdin(['ecs', 'list-clusters'])).toBe(false);
  expect(readsStdin(['ecs', 'register-task-definition', '--cli-input-json', 'file:///dev/stdin'])).toBe(true);
  expect(readsStdin(['s3', 'cp', '-', 's3://b/k'])).toBe(true);
  expect(readsStdin(['s3', 'cp', 's3://b/k', '-'])).toBe(false);
});
