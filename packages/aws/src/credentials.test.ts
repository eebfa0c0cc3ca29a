/** Whose key reaches the service, in our interpreter and, where it is installed, in the real AWS CLI. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { runAws } from './run.ts';
import { ManualClock } from './testing/context.ts';
import { type CredentialEndpoints, startCredentialEndpoints } from './testing/credential-endpoints.ts';

const run = promisify(execFile);
const ROLE = 'arn:aws:iam::111122223333:role';
const START_URL = 'https://example.awsapps.com/start';
const LIST = ['ecs', 'list-clusters'];

let folder = '';
let server: CredentialEndpoints;

const CONFIG = `
[default]
region = eu-north-1
[profile keys]
region = eu-west-1
[profile config-keys]
aws_access_key_id = AKIACONFIG
aws_secret_access_key = x
[profile role]
role_arn = ${ROLE}/ROLE
source_profile = keys
external_id = outside
role_session_name = ada
[profile chained]
role_arn = ${ROLE}/CHAINED
source_profile = role
[profile own-role]
role_arn = ${ROLE}/OWN
source_profile = own-role
[profile from-environment]
role_arn = ${ROLE}/ENVIRONMENT
credential_source = Environment
[profile from-container]
role_arn = ${ROLE}/CONTAINER
credential_source = EcsContainer
[profile web]
role_arn = ${ROLE}/WEB
web_identity_token_file = {folder}/token
[profile process]
credential_process = {folder}/process.sh
[profile process-and-keys]
credential_process = {folder}/process.sh
aws_access_key_id = AKIABESIDE
aws_secret_access_key = x
[profile keys-and-process]
credential_process = {folder}/process.sh
[sso-session work]
sso_start_url = ${START_URL}
sso_region = eu-west-1
[profile sso]
sso_session = work
sso_account_id = 111122223333
sso_role_name = SESSION
[profile sso-legacy]
sso_start_url = ${START_URL}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = LEGACY
[profile sso-expired]
sso_start_url = https://expired.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = LEGACY
[profile sso-role]
role_arn = ${ROLE}/SSO
source_profile = sso
[profile mfa]
role_arn = ${ROLE}/MFA
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/ada
[profile loop]
role_arn = ${ROLE}/LOOP
source_profile = pool
[profile pool]
role_arn = ${ROLE}/POOL
source_profile = loop
[profile lost]
role_arn = ${ROLE}/LOST
source_profile = nowhere
[profile sourceless]
role_arn = ${ROLE}/SOURCELESS
[profile empty]
region = eu-west-1
`;

const CREDENTIALS = ['keys', 'own-role', 'keys-and-process']
  .map(
    (name) =>
      `[${name}]\naws_access_key_id = AKIA${name.replaceAll('-', '').toUpperCase()}\naws_secret_access_key = x\n`,
  )
  .join('');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-credentials-'));
  await mkdir(join(folder, '.aws', 'sso', 'cache'), { recursive: true });
  await writeFile(join(folder, 'config'), CONFIG.replaceAll('{folder}', folder));
  await writeFile(join(folder, 'credentials'), CREDENTIALS);
  await writeFile(join(folder, 'token'), 'web-token\n');
  const keys = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: 'x' });
  await writeFile(join(folder, 'process.sh'), `#!/bin/sh\necho '${keys}'\n`, { mode: 0o700 });
  const later = new Date(Date.now() + 86_400_000).toISOString();
  await writeToken('work', { accessToken: 'good', expiresAt: later });
  await writeToken(START_URL, { accessToken: 'good', expiresAt: later });
  await writeToken('https://expired.awsapps.com/start', { accessToken: 'good', expiresAt: '2020-01-01T00:00:00Z' });
});

function writeToken(of: string, token: object): Promise<void> {
  const name = createHash('sha1').update(of).digest('hex');
  const whole = { startUrl: START_URL, region: 'eu-west-1', ...token };
  return writeFile(join(folder, '.aws', 'sso', 'cache', `${name}.json`), JSON.stringify(whole));
}

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  server = await startCredentialEndpoints();
  // What the SDK reads of the process itself.
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', server.url);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

type Env = Readonly<Record<string, string>>;

function environment(env: Env): Record<string, string> {
  return {
    HOME: folder,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_ENDPOINT_URL: server.url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: server.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replaceAll('{url}', server.url)])),
  };
}

async function ours(argv: readonly string[], env: Env, code?: string): Promise<{ exitCode: number; stderr: string }> {
  let stderr = '';
  const stdin = Object.assign(
    (async function* () {
      yield Buffer.from(`${code}\n`);
    })(),
    { isTTY: code !== undefined },
  );
  const exitCode = await runAws(
    [...argv],
    {
      env: environment(env),
      stdout: { write: () => true },
      stderr: { write: (chunk) => (stderr += chunk) },
      stdin,
      cwd: () => folder,
    },
    new ManualClock(),
  );
  return { exitCode, stderr };
}

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAVARIABLE', AWS_SECRET_ACCESS_KEY: 'x' };
const POD = { AWS_WEB_IDENTITY_TOKEN_FILE: '{folder}/token', AWS_ROLE_ARN: `${ROLE}/POD` };
const CONTAINER = { AWS_CONTAINER_CREDENTIALS_FULL_URI: '{url}/container', AWS_CONTAINER_AUTHORIZATION_TOKEN: 'AUTH' };
const INSTANCE = { AWS_EC2_METADATA_DISABLED: 'false' };

/** Situation, options, variables, and the key that reaches the service; several for the ways there. */
const SITUATIONS: readonly (readonly [string, string[], Env, string])[] = [
  ['variables', [], KEYS, 'AKIAVARIABLE'],
  ['variables before AWS_PROFILE', [], { ...KEYS, AWS_PROFILE: 'keys' }, 'AKIAVARIABLE'],
  ['--profile before variables', ['--profile', 'keys'], KEYS, 'AKIAKEYS'],
  ['--profile before AWS_PROFILE', ['--profile', 'config-keys'], { AWS_PROFILE: 'keys' }, 'AKIACONFIG'],
  ['AWS_PROFILE before AWS_DEFAULT_PROFILE', [], { AWS_PROFILE: 'keys', AWS_DEFAULT_PROFILE: 'role' }, 'AKIAKEYS'],
  ['AWS_DEFAULT_PROFILE', [], { AWS_DEFAULT_PROFILE: 'keys' }, 'AKIAKEYS'],
  ['a role', ['--profile', 'role'], {}, 'AKIAKEYS ASIAROLEROLE'],
  ['a role of a role', ['--profile', 'chained'], {}, 'AKIAKEYS ASIAROLEROLE ASIAROLECHAINED'],
  ['a role with its own keys', ['--profile', 'own-role'], {}, 'AKIAOWNROLE ASIAROLEOWN'],
  ['a role of the variables', ['--profile', 'from-environment'], KEYS, 'AKIAVARIABLE ASIAROLEENVIRONMENT'],
  ['a role of the container', ['--profile', 'from-container'], CONTAINER, 'ASIACONTAINERAUTH ASIAROLECONTAINER'],
  ['a role of SSO', ['--profile', 'sso-role'], {}, 'ASIASSOSESSION ASIAROLESSO'],
  ['web identity of a profile', ['--profile', 'web'], {}, 'ASIAWEBWEB'],
  ['web identity of the variables', [], { ...POD, AWS_PROFILE: 'keys' }, 'ASIAWEBPOD'],
  ['--profile before web identity', ['--profile', 'keys'], POD, 'AKIAKEYS'],
  ['SSO by a session', ['--profile', 'sso'], {}, 'ASIASSOSESSION'],
  ['SSO by a start URL', ['--profile', 'sso-legacy'], {}, 'ASIASSOLEGACY'],
  ['a process', ['--profile', 'process'], {}, 'AKIAPROCESS'],
  ['a process before keys of the configuration', ['--profile', 'process-and-keys'], {}, 'AKIAPROCESS'],
  ['keys of the credentials file before a process', ['--profile', 'keys-and-process'], {}, 'AKIAKEYSANDPROCESS'],
  ['a container', [], CONTAINER, 'ASIACONTAINERAUTH'],
  ['a container before the instance', [], { ...CONTAINER, ...INSTANCE }, 'ASIACONTAINERAUTH'],
  ['keys of a profile before a container', [], { ...CONTAINER, AWS_PROFILE: 'keys' }, 'AKIAKEYS'],
  ['the instance, for a profile without keys', ['--profile', 'empty'], INSTANCE, 'ASIAINSTANCE'],
];

/** Who signed requests to AWS itself, in order, without repetitions; SSO and web identity sign nothing. */
function signers(): string {
  const signed = server.asked.filter(({ key }) => key !== '').map(({ key }) => key);
  return [...new Set(signed)].join(' ');
}

function filled(env: Env): Env {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replaceAll('{folder}', folder)]));
}

describe('whose key reaches the service', () => {
  test.each(SITUATIONS)('%s', async (_name, options, env, expected) => {
    expect(await ours([...LIST, ...options], filled(env))).toEqual({ exitCode: 0, stderr: '' });
    expect(lastSigner()).toBe(expected.split(' ').at(-1));
    if (!/CONTAINER|SSO/.test(expected)) expect(signers()).toBe(expected);
  });
});

function lastSigner(): string | undefined {
  return server.asked.findLast(({ operation }) => operation === 'ListClusters')?.key;
}

test('a role is assumed with its external id and its session name', async () => {
  await ours([...LIST, '--profile', 'role'], {});
  const assumed = server.asked.find(({ operation }) => operation === 'AssumeRole');
  expect(assumed?.form).toMatchObject({ RoleArn: `${ROLE}/ROLE`, ExternalId: 'outside', RoleSessionName: 'ada' });
});

test('a role that takes a code asks for it at a terminal', async () => {
  const { exitCode, stderr } = await ours([...LIST, '--profile', 'mfa'], {}, '123456');
  expect([exitCode, stderr]).toEqual([0, 'Enter MFA code for arn:aws:iam::111122223333:mfa/ada: ']);
  const assumed = server.asked.find(({ operation }) => operation === 'AssumeRole');
  expect(assumed?.form).toMatchObject({ TokenCode: '123456', SerialNumber: 'arn:aws:iam::111122223333:mfa/ada' });
});

describe('what cannot be says why, and sends nothing to the service', () => {
  test.each([
    ['mfa', 255, 'needs a code of arn:aws:iam::111122223333:mfa/ada, and there is no terminal'],
    ['sso-expired', 255, 'To refresh this SSO session run aws sso login with the corresponding profile.'],
    ['loop', 255, 'Infinite loop in credential configuration detected'],
    ['lost', 255, 'The source_profile "nowhere" referenced in the profile "lost" does not exist.'],
    ['sourceless', 255, 'missing: source_profile or credential_source'],
    ['empty', 253, 'Unable to locate credentials'],
    ['nobody', 255, 'The config profile (nobody) could not be found'],
  ])('profile %s', async (profile, exitCode, reason) => {
    const result = await ours([...LIST, '--profile', profile], {});
    expect(result.exitCode).toBe(exitCode);
    expect(result.stderr).toContain(reason);
    expect(lastSigner()).toBeUndefined();
  });

  test('a role that is refused, in the words of STS', async () => {
    await server.close();
    server = await startCredentialEndpoints({ refused: [`${ROLE}/ROLE`] });
    const { exitCode, stderr } = await ours([...LIST, '--profile', 'role'], {});
    expect(exitCode).toBe(254);
    expect(stderr).toContain('An error occurred (AccessDenied) when calling the AssumeRole operation');
  });
});

describe('an instance that is none', () => {
  let hole: Server;
  const sockets: Socket[] = [];
  beforeEach(async () => {
    hole = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => hole.close(resolve));
  });

  test('does not keep a laptop waiting', async () => {
    const address = hole.address();
    const port = typeof address === 'object' ? address?.port : 0;
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', `http://127.0.0.1:${port}`);
    const result = await ours([...LIST, '--profile', 'empty'], INSTANCE);
    expect(result).toEqual({ exitCode: 253, stderr: expect.stringContaining('Unable to locate credentials') });
  });
});

/** Those that are about what comes first: a start of the real CLI takes its time. */
const COMPARED = SITUATIONS.filter(([name]) => name.includes(' before '));
/** Version 1 looks at `AWS_DEFAULT_PROFILE` first. */
const OF_VERSION_2 = 'AWS_PROFILE before AWS_DEFAULT_PROFILE';

test('the real AWS CLI takes the same keys', { timeout: 300_000 }, async ({ skip }) => {
  const version = await run('aws', ['--version']).catch(() => skip('there is no aws on this machine'));
  const compared = COMPARED.filter(([name]) => name !== OF_VERSION_2 || version.stdout.startsWith('aws-cli/2'));
  const PATH = process.env.PATH ?? '';
  const seen: string[] = [];
  for (const [name, options, env] of compared) {
    server.asked.length = 0;
    const real = { ...environment(filled(env)), PATH, AWS_PAGER: '' };
    await run('aws', [...LIST, ...options], { env: real }).catch(() => undefined);
    seen.push(`${name}: ${lastSigner()}`);
  }
  expect(seen).toEqual(compared.map(([name, , , expected]) => `${name}: ${expected.split(' ').at(-1)}`));
});
