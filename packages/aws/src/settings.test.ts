import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Io } from './io.ts';
import { resolveSettings, type Settings } from './settings.ts';
import { ManualClock } from './testing/context.ts';

const KEYS = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 'secret' };
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aws-settings-'));
  await writeFile(
    join(folder, 'config'),
    `[default]
region = eu-north-1
output = text
[profile dev]
region=eu-west-2   # London
services = local
[services local]
ecs =
  endpoint_url = http://127.0.0.1:4000
elastic_load_balancing_v2 =
  endpoint_url = http://127.0.0.1:4001
`,
  );
  await writeFile(join(folder, 'credentials'), '[dev]\naws_access_key_id = AKIADEV\naws_secret_access_key = x\n');
});

afterAll(() => rm(folder, { recursive: true }));

function resolve(
  options: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  service = 'ecs',
): Promise<Settings> {
  const files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
  const io: Io = {
    env: { ...files, ...env },
    clock: new ManualClock(),
    signal: new AbortController().signal,
    cwd: '/',
    stdin: () => new Uint8Array(),
    listFiles: () => Promise.resolve(null),
    width: 80,
    readFile: () => Promise.reject(new TypeError('nothing is read')),
    writeFile: () => Promise.resolve(),
    live: () => {},
  };
  return resolveSettings({ globals: new Map(Object.entries(options)), service, io });
}

describe('region', () => {
  test.each([
    [{ region: 'us-west-1' }, { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-2' }, 'us-west-1'],
    [{}, { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-east-2' }, 'us-east-1'],
    [{}, { AWS_DEFAULT_REGION: 'us-east-2', AWS_PROFILE: 'dev' }, 'us-east-2'],
    [{}, { AWS_PROFILE: 'dev' }, 'eu-west-2'],
    [{ profile: 'dev' }, {}, 'eu-west-2'],
    [{}, {}, 'eu-north-1'],
  ])('%j %j → %s', async (options, env, region) => {
    expect((await resolve(options, env)).region).toBe(region);
  });
});

describe('credentials', () => {
  test('the environment’s keys come before AWS_PROFILE, but not before --profile', async () => {
    expect((await resolve({}, { ...KEYS, AWS_PROFILE: 'dev' })).credentials?.accessKeyId).toBe('AKIAENV');
    const explicit = await resolve({ profile: 'dev' }, KEYS);
    expect(explicit.credentials).toBeUndefined();
    expect(explicit.profile?.name).toBe('dev');
  });

  test('half of a pair of keys, and a profile that is nowhere, are errors', async () => {
    await expect(resolve({}, { AWS_ACCESS_KEY_ID: 'AKIA' })).rejects.toMatchObject({ exitCode: 253 });
    await expect(resolve({ profile: 'nobody' })).rejects.toMatchObject({ exitCode: 255 });
  });
});

describe('endpoint', () => {
  test.each([
    [{ 'endpoint-url': 'http://a' }, { AWS_ENDPOINT_URL: 'http://b' }, 'ecs', 'http://a'],
    [{}, { AWS_ENDPOINT_URL_ECS: 'http://c', AWS_ENDPOINT_URL: 'http://b' }, 'ecs', 'http://c'],
    [{}, { AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: 'http://d' }, 'elbv2', 'http://d'],
    [{}, { AWS_ENDPOINT_URL: 'http://b', AWS_PROFILE: 'dev' }, 'ecs', 'http://b'],
    [{ profile: 'dev' }, {}, 'ecs', 'http://127.0.0.1:4000'],
    [{ profile: 'dev' }, {}, 'elbv2', 'http://127.0.0.1:4001'],
    [{ profile: 'dev' }, { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, 'ecs', undefined],
    [{}, {}, 'ecs', undefined],
  ])('%j %j %s → %s', async (options, env, service, endpoint) => {
    expect((await resolve(options, env, service)).endpoint).toBe(endpoint);
  });
});

test('output comes from the option, the environment, the profile', async () => {
  expect((await resolve({ output: 'table' }, { AWS_DEFAULT_OUTPUT: 'json' })).output).toBe('table');
  expect((await resolve({}, { AWS_DEFAULT_OUTPUT: 'json' })).output).toBe('json');
  expect((await resolve({})).output).toBe('text');
});
