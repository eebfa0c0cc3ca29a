import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { resolveEnvironment } from './target.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-target-'));
  const environments = [
    '  dev: { account: "111122223333", region: eu-west-1 }',
    '  prod: { account: "444455556666", region: eu-west-1, profile: prod }',
    '  nowhere: { profile: prod }',
    '  belted: { account: "111122223333", region: eu-west-1, readRole: "arn:aws:iam::111122223333:role/ops/read" }',
  ];
  await writeFile(join(folder, 'steadyhand.yaml'), `system: s\nenvironments:\n${environments.join('\n')}\n`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'a-key-that-lies-about');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('the profile of an environment is used, not the keys that lie about', async () => {
  const { env } = await resolveEnvironment(join(folder, 'RUNBOOK.md'), 'prod');
  expect(env).toMatchObject({ AWS_PROFILE: 'prod' });
  expect(env).not.toHaveProperty('AWS_ACCESS_KEY_ID');
});

test('without a profile the caller’s own credentials are used', async () => {
  const { env } = await resolveEnvironment(join(folder, 'RUNBOOK.md'), 'dev');
  expect(env).toMatchObject({ AWS_ACCESS_KEY_ID: 'a-key-that-lies-about' });
});

test('the files of profiles are the caller’s, whatever home a session has', async () => {
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/elsewhere');
  const { env } = await resolveEnvironment(join(folder, 'RUNBOOK.md'), 'dev');
  expect(env).toMatchObject({
    AWS_CONFIG_FILE: join(folder, '.aws', 'config'),
    AWS_SHARED_CREDENTIALS_FILE: '/elsewhere',
  });
});

test('the roles of an environment go with its target', async () => {
  const { target } = await resolveEnvironment(join(folder, 'RUNBOOK.md'), 'belted');
  expect(target.roles).toEqual({ read: 'arn:aws:iam::111122223333:role/ops/read' });
  expect((await resolveEnvironment(join(folder, 'RUNBOOK.md'), 'dev')).target).not.toHaveProperty('roles');
});

test.each([
  ['nowhere', 'SYSTEM_FILE_INVALID'],
  ['stage', 'ENVIRONMENT_UNKNOWN'],
  [undefined, 'ENVIRONMENT_UNKNOWN'],
])('environment %s is refused with %s', async (name, code) => {
  await expect(resolveEnvironment(join(folder, 'RUNBOOK.md'), name)).rejects.toMatchObject({ code });
});
