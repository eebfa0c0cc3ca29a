import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CommandContext } from '@steadyhand/contracts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAwsHandler } from './handler.ts';
import { awsCall, rangeContext } from './testing/context.ts';

/** Accounts by the key that signs. */
const ACCOUNTS: Readonly<Record<string, string>> = { AKIADEV: '111111111111', AKIAPROD: '999999999999' };

let server: Server;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const key = /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
      const operation = /Action=(\w+)/.exec(body)?.[1] ?? String(request.headers['x-amz-target']).split('.').at(-1);
      asked.push(`${operation} by ${key}`);
      response.end(
        operation === 'GetCallerIdentity'
          ? `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNTS[key]}:user/ada</Arn><UserId>U</UserId><Account>${ACCOUNTS[key]}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
          : '{}',
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked = [];
});

function context(env: Readonly<Record<string, string>>): CommandContext {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { credentials: _, ...target } = rangeContext({ endpoint }).target;
  const files = { AWS_CONFIG_FILE: '/none', AWS_SHARED_CREDENTIALS_FILE: '/none', AWS_REGION: 'us-east-1' };
  return {
    ...rangeContext({ endpoint, env: { ...files, AWS_SECRET_ACCESS_KEY: 'x', ...env } }),
    target: { ...target, kind: 'aws', environment: 'dev', account: '111111111111', region: 'us-east-1' },
  };
}

const list = awsCall('ecs', 'list-clusters');
const change = awsCall('ecs', 'stop-task', '--task', 't');

test('in an account every caller is asked for once, and commands of its own account run', async () => {
  const aws = createAwsHandler();
  expect(await aws.run(list, context({ AWS_ACCESS_KEY_ID: 'AKIADEV' }))).toMatchObject({ exitCode: 0 });
  expect(await aws.run(change, context({ AWS_ACCESS_KEY_ID: 'AKIADEV' }))).toMatchObject({ exitCode: 0 });
  expect(asked).toEqual(['GetCallerIdentity by AKIADEV', 'ListClusters by AKIADEV', 'StopTask by AKIADEV']);
});

test('a session that takes the keys of another account is refused before anything is sent to it', async () => {
  const aws = createAwsHandler();
  await aws.run(list, context({ AWS_ACCESS_KEY_ID: 'AKIADEV' }));
  await expect(aws.run(change, context({ AWS_ACCESS_KEY_ID: 'AKIAPROD' }))).rejects.toMatchObject({
    code: 'ENVIRONMENT_MISMATCH',
    exitCode: 3,
    state: 'Nothing was changed.',
  });
  expect(asked).not.toContain('StopTask by AKIAPROD');
});

test('another region is refused unless the command itself names it', async () => {
  const aws = createAwsHandler();
  const elsewhere = context({ AWS_ACCESS_KEY_ID: 'AKIADEV', AWS_REGION: 'eu-west-1' });
  await expect(aws.run(change, elsewhere)).rejects.toMatchObject({ code: 'ENVIRONMENT_MISMATCH' });
  expect(await aws.run(awsCall(...change.argv, '--region', 'eu-west-1'), elsewhere)).toMatchObject({ exitCode: 0 });
});
