import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createAwsHandler } from './handler.ts';
import { readOnlyPolicy } from './session-policy.ts';
import { awsCall, rangeContext } from './testing/context.ts';
import {
  type CredentialEndpoints,
  type EndpointOptions,
  startCredentialEndpoints,
} from './testing/credential-endpoints.ts';

const ACCOUNT = '111122223333';
const READ = `arn:aws:iam::${ACCOUNT}:role/READ`;
const CHANGE = `arn:aws:iam::${ACCOUNT}:role/CHANGE`;
const START = Date.parse('2026-01-05T12:00:00Z');
const MINUTE = 60_000;

let now = START;
let server: CredentialEndpoints;

beforeEach(() => {
  now = START;
});

async function serve(options: EndpointOptions = {}): Promise<void> {
  server = await startCredentialEndpoints({ now: () => now, ...options });
  onTestFinished(() => server.close());
}

function context(roles: { read?: string; change?: string }, env: Readonly<Record<string, string>> = {}) {
  const { credentials: _, ...target } = rangeContext({ endpoint: server.url }).target;
  const files = { AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none', AWS_REGION: 'us-east-1' };
  return {
    ...rangeContext({
      endpoint: server.url,
      env: { ...files, AWS_ACCESS_KEY_ID: 'AKIAOWN', AWS_SECRET_ACCESS_KEY: 'x', ...env },
      clock: { now: () => now, sleep: () => Promise.resolve() },
    }),
    runId: 'run-1',
    target: { ...target, kind: 'aws' as const, environment: 'prod', account: ACCOUNT, region: 'us-east-1', roles },
  };
}

/** Who asked for what, the questions of who the caller is left out. */
function asked(): string[] {
  return server.asked
    .filter(({ operation }) => operation !== 'GetCallerIdentity')
    .map(({ operation, key }) => `${operation} by ${key}`);
}

const LIST = awsCall('ecs', 'list-clusters');
const STOP = awsCall('ecs', 'stop-task', '--task', 't');
const SCALE = awsCall('ecs', 'update-service', '--service', 's', '--desired-count', '2');

test('reads are made with the read role, changes with the caller’s own credentials', async () => {
  await serve();
  const aws = createAwsHandler();
  await aws.run(LIST, context({ read: READ }));
  await aws.preview?.(SCALE, context({ read: READ }));
  await aws.run(STOP, context({ read: READ }));
  expect(asked()).toEqual([
    'AssumeRole by AKIAOWN',
    'ListClusters by ASIAROLEREAD',
    'DescribeServices by ASIAROLEREAD',
    'StopTask by AKIAOWN',
  ]);
});

test('changes are made with the change role, where there is one; what was revealed too', async () => {
  await serve();
  const aws = createAwsHandler();
  const roles = { read: READ, change: CHANGE };
  await aws.run(STOP, context(roles));
  await aws.run(awsCall('secretsmanager', 'get-secret-value', '--secret-id', 's'), context(roles));
  expect(asked()).toEqual(['AssumeRole by AKIAOWN', 'StopTask by ASIAROLECHANGE', 'GetSecretValue by ASIAROLECHANGE']);
});

test('the session of a reader is named after the run and may not write, the one of a changer is not narrowed', async () => {
  await serve();
  await createAwsHandler().prepare?.(context({ read: READ, change: CHANGE }));
  const [reader, changer] = server.asked.map(({ form }) => form);
  expect(reader).toMatchObject({
    RoleArn: READ,
    RoleSessionName: 'steadyhand-run-1',
    'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    Policy: readOnlyPolicy(READ).Policy,
  });
  expect(changer).toMatchObject({ RoleArn: CHANGE, RoleSessionName: 'steadyhand-run-1' });
  expect(changer).not.toHaveProperty('Policy');
});

test('what a call was judged to be decides, not what it is', async () => {
  await serve();
  const aws = createAwsHandler();
  await aws.run(STOP, { ...context({ read: READ }), effect: 'read' });
  expect(asked().at(-1)).toBe('StopTask by ASIAROLEREAD');
});

test('who the caller is, is asked as the caller', async () => {
  await serve();
  await createAwsHandler().run(awsCall('sts', 'get-caller-identity'), context({ read: READ }));
  expect(server.asked.map(({ key }) => key)).toEqual(['AKIAOWN']);
});

test('a session is used until five minutes before its end, by every command of the run', async () => {
  await serve();
  const aws = createAwsHandler();
  await aws.run(LIST, context({ read: READ }));
  now = START + 54 * MINUTE;
  await aws.run(LIST, context({ read: READ }));
  now = START + 56 * MINUTE;
  await aws.run(LIST, context({ read: READ }));
  expect(asked().filter((one) => one.startsWith('AssumeRole'))).toHaveLength(2);
});

test('other credentials, and other runs, have sessions of their own', async () => {
  await serve();
  const aws = createAwsHandler();
  await aws.run(LIST, context({ read: READ }));
  await aws.run(LIST, context({ read: READ }, { AWS_ACCESS_KEY_ID: 'AKIAOTHER' }));
  await aws.run(LIST, { ...context({ read: READ }), runId: 'run-2' });
  expect(asked().filter((one) => one.startsWith('AssumeRole'))).toEqual([
    'AssumeRole by AKIAOWN',
    'AssumeRole by AKIAOTHER',
    'AssumeRole by AKIAOWN',
  ]);
});

describe('a role that cannot be assumed', () => {
  test.each([
    ['is refused by STS', READ, [READ], 'User is not authorized to perform: sts:AssumeRole'],
    ['is of another account', 'arn:aws:iam::999999999999:role/READ', [], 'it is of account 999999999999'],
  ])('%s: nothing is sent with other credentials', async (_why, role, refused, reason) => {
    await serve({ refused });
    const aws = createAwsHandler();
    const expected = {
      code: 'ROLE_NOT_ASSUMED',
      exitCode: 3,
      state: 'Nothing was changed.',
      message: expect.stringContaining(reason),
    };
    await expect(aws.prepare?.(context({ read: role }))).rejects.toMatchObject(expected);
    await expect(aws.run(LIST, context({ read: role }))).rejects.toMatchObject(expected);
    await expect(aws.preview?.(SCALE, context({ read: role }))).rejects.toMatchObject(expected);
    expect(asked().filter((one) => !one.startsWith('AssumeRole'))).toEqual([]);
  });
});

test('the session policies stay under what STS takes together', () => {
  const { Policy, PolicyArns } = readOnlyPolicy('arn:aws-us-gov:iam::111122223333:role/x');
  expect(PolicyArns).toEqual([{ arn: 'arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess' }]);
  expect(Policy.length + JSON.stringify(PolicyArns).length).toBeLessThan(1500);
});

describe('a command that is handed to the installed aws', () => {
  test('has the session, and no profile that would come before it', async () => {
    await serve();
    const folder = await mkdtemp(join(tmpdir(), 'role-session-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const program = '#!/bin/sh\necho "$AWS_ACCESS_KEY_ID $AWS_PROFILE $*"\n';
    await writeFile(join(folder, 'aws'), program, { mode: 0o700 });
    await writeFile(
      join(folder, 'config'),
      '[profile wide]\naws_access_key_id = AKIAWIDE\naws_secret_access_key = x\n',
    );
    const aws = createAwsHandler({ use: 'installed', path: `${folder}:/usr/bin:/bin` });
    const env = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_PROFILE: 'wide' };
    const call = awsCall('ecs', 'list-clusters', '--profile', 'wide');
    const { stdout } = await aws.run(call, context({ read: READ }, env));
    expect(asked()).toEqual(['AssumeRole by AKIAWIDE']);
    expect(stdout.trim()).toBe('ASIAROLEREAD  ecs list-clusters');
  });
});
