import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findRedis } from './binary.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steady-redis-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function program(name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

test('the server on PATH is taken', async () => {
  const command = await program('valkey-server', 'exit 0');
  expect(await findRedis(join(folder, 'cache'), folder)).toEqual({ command, libraryPath: null });
});

test('without a server and without a package manager, the one line that installs it is said', async () => {
  await expect(findRedis(join(folder, 'cache'), folder)).rejects.toMatchObject({
    code: 'REDIS_MISSING',
    hint: expect.stringMatching(/apt-get install redis-server|brew install valkey/),
    state: 'Nothing was changed.',
  });
});

test('a package that cannot be had is no server, and why is said', async () => {
  await program('dpkg-deb', 'exit 0');
  await program('apt-cache', 'exit 100');
  await program('apt-get', 'echo "no network" >&2; exit 100');
  await expect(findRedis(join(folder, 'cache'), folder)).rejects.toMatchObject({
    code: 'REDIS_MISSING',
    message: expect.stringContaining('no network'),
  });
});
