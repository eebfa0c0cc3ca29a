import { GetQueueUrlCommand, PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createSts, type Sts } from './sts.ts';

const ACCOUNT = '000000000000';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/reader`;
const READ_ONLY = [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }];
const DENY_LOOKING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: ['sqs:*QueueUrl', 'sqs:Receive*'], Resource: '*' }],
});

let clock: ManualClock;
let sts: Sts;
let server: WireServer;
let purged: number;

beforeEach(async () => {
  clock = manualClock('2026-01-05T12:00:00Z');
  sts = createSts(clock);
  purged = 0;
  const handlers = {
    GetQueueUrl: () => ({ QueueUrl: 'http://q' }),
    PurgeQueue: () => {
      purged += 1;
      return {};
    },
  };
  server = await startWireServer({
    services: [sts.service, { client: 'sqs', load: () => import('@aws-sdk/client-sqs'), handlers }],
    clock,
    account: ACCOUNT,
    authorise: (access) => sts.sessions.authorise(access),
  });
});

afterEach(() => server.close());

interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

function stsWith(credentials: Keys): STSClient {
  return new STSClient({ endpoint: server.url, region: 'eu-west-1', credentials });
}

const OWN: Keys = { accessKeyId: 'AKIARANGE', secretAccessKey: 'x' };

async function assume(input: Partial<AssumeRoleCommandInput> = {}): Promise<Keys> {
  const command = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'ada', ...input });
  const { Credentials: given } = await stsWith(OWN).send(command);
  return {
    accessKeyId: given?.AccessKeyId ?? '',
    secretAccessKey: given?.SecretAccessKey ?? '',
    sessionToken: given?.SessionToken ?? '',
  };
}

function sqsWith(credentials: Keys) {
  const client = new SQSClient({ endpoint: server.url, region: 'eu-west-1', credentials });
  return {
    look: () => client.send(new GetQueueUrlCommand({ QueueName: 'q' })),
    purge: () => client.send(new PurgeQueueCommand({ QueueUrl: 'http://q' })),
  };
}

test('a session is known by its role and its name; everybody else is the user', async () => {
  const session = stsWith(await assume());
  expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: ACCOUNT,
    Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/reader/ada`,
  });
  const user = await stsWith(OWN).send(new GetCallerIdentityCommand({}));
  expect(user.Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/range`);
  expect(sts.sessions.all).toMatchObject([{ roleArn: ROLE, policyArns: [], policy: undefined }]);
});

test('a session without policies may do what its role may', async () => {
  await sqsWith(await assume()).purge();
  expect(purged).toBe(1);
});

describe('a session under ReadOnlyAccess', () => {
  test('reads, and is refused what changes something', async () => {
    const { look, purge } = sqsWith(await assume({ PolicyArns: READ_ONLY }));
    expect(await look()).toMatchObject({ QueueUrl: 'http://q' });
    await expect(purge()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/ada is not authorized to perform: sqs:PurgeQueue because no session policy allows the sqs:PurgeQueue action`,
    });
    expect(purged).toBe(0);
  });

  test('is refused what an inline policy denies', async () => {
    const { look } = sqsWith(await assume({ PolicyArns: READ_ONLY, Policy: DENY_LOOKING }));
    await expect(look()).rejects.toThrow('because an explicit deny in a session policy');
  });
});

test('a session that is over is refused', async () => {
  const { look } = sqsWith(await assume({ DurationSeconds: 900 }));
  await look();
  await clock.advance(900_000);
  await expect(look()).rejects.toMatchObject({ name: 'ExpiredTokenException' });
});

test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
  ['a role of another account', { RoleArn: 'arn:aws:iam::111122223333:role/reader' }, 'AccessDenied'],
  ['policies that are too long', { Policy: `${' '.repeat(2040)}{}`, PolicyArns: READ_ONLY }, 'PackedPolicyTooLarge'],
  ['a policy that is no JSON', { Policy: 'nothing' }, 'MalformedPolicyDocument'],
  [
    'a policy of which it would understand half',
    { Policy: JSON.stringify({ Statement: [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }] }) },
    'MalformedPolicyDocument',
  ],
  [
    'a managed policy that it does not know',
    { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/Other' }] },
    'NotImplemented',
  ],
])('%s is refused', async (_what, input, code) => {
  const error: unknown = await assume(input).catch((thrown: unknown) => thrown);
  expect(`${(error as Error).name} ${(error as { Code?: string }).Code}`).toContain(code);
  expect(sts.sessions.all).toEqual([]);
});
