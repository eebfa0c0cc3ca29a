import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicKeyOf } from '@steadyhand/engine';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIdentityKey, identityFile, readIdentityKey } from './identity-key.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-identity-'));
  vi.stubEnv('STEADYHAND_IDENTITY', '');
  vi.stubEnv('XDG_DATA_HOME', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

test('without a key there is none, unless one is named', async () => {
  expect(await readIdentityKey()).toBeNull();
  vi.stubEnv('STEADYHAND_IDENTITY', join(folder, 'nowhere.json'));
  await expect(readIdentityKey()).rejects.toMatchObject({ code: 'IDENTITY_INVALID' });
});

test('a key is made once, for this user alone, and read again', async () => {
  const made = await createIdentityKey({ name: 'ada' });
  expect(made.publicKey).toBe(publicKeyOf(made.privateKey));
  expect((await stat(identityFile())).mode & 0o777).toBe(0o600);
  expect(await readIdentityKey()).toEqual(made);
  await expect(createIdentityKey({ name: 'ada' })).rejects.toThrow(/--force/);
  expect(await readIdentityKey()).toEqual(made);
  const other = await createIdentityKey({ name: 'ada', force: true });
  expect(other.publicKey).not.toBe(made.publicKey);
  expect(await readIdentityKey()).toEqual(other);
  expect((await stat(identityFile())).mode & 0o777).toBe(0o600);
});

test('a key that others can read, or that is none, is refused', async () => {
  await createIdentityKey({ name: 'ada' });
  await chmod(identityFile(), 0o644);
  await expect(readIdentityKey()).rejects.toThrow(/others can read it/);
  await writeFile(identityFile(), (await readFile(identityFile(), 'utf8')).replace('privateKey', 'key'));
  await chmod(identityFile(), 0o600);
  await expect(readIdentityKey()).rejects.toThrow(/not a key/);
});
