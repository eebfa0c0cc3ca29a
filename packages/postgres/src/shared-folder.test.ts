import { execFileSync } from 'node:child_process';
import { chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openSharedPostgres, type SharedPostgres } from './shared.ts';
import {
  ask,
  cacheFolder,
  canMount,
  ended,
  isRoot,
  makeFolder,
  processesNaming,
  removeFolder,
  runFixture,
  until,
} from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const POSTMASTER = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)";

const opened: SharedPostgres[] = [];
afterEach(() => Promise.all(opened.splice(0).map((shared) => shared.release())));

async function open(dataFolder: string): Promise<SharedPostgres> {
  const shared = await openSharedPostgres({ dataFolder, cacheFolder });
  opened.push(shared);
  return shared;
}

describe('the folder of a shared Postgres', () => {
  test('may have spaces, quotes and commas in its path', async () => {
    const folder = join(await makeFolder(), `Ann's "own", folder`);
    const shared = await open(folder);
    expect(await ask(shared.url, 'SELECT 1')).toBe(1);
    await shared.release();
    await removeFolder(join(folder, '..'));
  });

  test('may have a path that is too long for a socket, which lies in /tmp then', async () => {
    const parent = await makeFolder();
    const folder = join(parent, 'a-folder-in-a-folder-that-is-deep-enough'.repeat(3));
    const [first, second] = [await open(folder), await open(folder)];
    const socket = decodeURIComponent(first.url.replace(/.*host=/, ''));
    expect(socket).toMatch(/^\/tmp\/steadyhand-[0-9a-f]{16}$/);
    expect((await stat(socket)).mode & 0o777).toBe(0o700);
    expect(await ask(first.url, 'SELECT 1')).toBe(1);
    expect(second.url).toBe(first.url);
    await first.release();
    await second.release();
    await expect(stat(socket)).rejects.toMatchObject({ code: 'ENOENT' });
    await mkdir(socket, { mode: 0o755 });
    await expect(open(folder)).rejects.toMatchObject({
      code: 'POSTGRES_START_FAILED',
      message: expect.stringContaining(`${socket}, where its socket would lie, is not a folder of its own`),
    });
    await rm(socket, { recursive: true });
    await removeFolder(parent);
  });

  test.each([0, 1])('is begun anew when its first start was interrupted (%i)', async (nth) => {
    const folder = await makeFolder();
    const child = runFixture('user', [folder, cacheFolder]);
    await until(() => child.lines.includes('begun'));
    await wait(nth * 400);
    if (child.exitCode === null) process.kill(-(child.pid ?? 0), 'SIGINT');
    await ended(child);
    const shared = await open(folder);
    expect(await ask(shared.url, 'SELECT 1')).toBe(1);
    expect((await readdir(shared.folder)).filter((name) => name.startsWith('cluster'))).toEqual(['cluster-18']);
    await shared.release();
    await removeFolder(folder);
  });

  test.runIf(canMount())('says so when its disk is full, and when it has room again, all is well', async () => {
    const folder = await makeFolder();
    const full = { code: 'POSTGRES_DISK_FULL', message: expect.stringContaining(folder) };
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m,mode=711', 'tmpfs', folder]);
    try {
      await expect(open(folder)).rejects.toMatchObject(full);
      expect((await readdir(join(folder, 'postgres'))).filter((name) => name.startsWith('cluster'))).toEqual([]);
      execFileSync('mount', ['-o', 'remount,size=200m', folder]);
      const shared = await open(folder);
      await ask(shared.url, 'CREATE TABLE kept AS SELECT 42 AS n');
      await shared.release();
      const filler = join(folder, 'filler');
      await expect(writeFile(filler, Buffer.alloc(200 * 2 ** 20))).rejects.toMatchObject({ code: 'ENOSPC' });
      await expect(open(folder)).rejects.toMatchObject(full);
      await rm(filler);
      const again = await open(folder);
      expect(await ask(again.url, 'SELECT n FROM kept')).toBe(42);
      await again.release();
    } finally {
      await until(() => processesNaming(folder).length === 0);
      execFileSync('umount', [folder]);
    }
    await removeFolder(folder);
  });

  test.runIf(isRoot)("lies elsewhere when root's folder is closed to the server's user", async () => {
    const closed = await mkdtemp(join(tmpdir(), 'steadyhand-closed-'));
    const shared = await open(closed);
    expect(shared.folder).toMatch(/^\/var\/lib\/steadyhand\/postgres-[0-9a-f]{8}$/);
    expect(await ask(shared.url, 'SELECT 1')).toBe(1);
    await shared.release();
    await removeFolder(shared.folder);
    await rm(closed, { recursive: true });
  });

  test('needs no umask of its own', async () => {
    const folder = await makeFolder();
    const cache = await makeFolder();
    const child = runFixture('user', [folder, join(cache, 'deep/cache')], { umask: '077' });
    await until(() => child.lines.includes('joined') || child.exitCode !== null);
    expect(child.lines).toContain('joined');
    child.stdin?.end();
    await ended(child);
    await removeFolder(folder);
    await removeFolder(cache);
  });

  test.runIf(isRoot)('may belong to somebody who has no name here, as in a container', async () => {
    const folder = await makeFolder();
    await chown(folder, 12_345, 12_345);
    const shared = await open(folder);
    expect(await ask(shared.url, 'SELECT 1')).toBe(1);
    await shared.release();
    await removeFolder(folder);
  });

  test.runIf(isRoot)('stays its owner’s when root comes, as with sudo', async () => {
    // The uid of `daemon` wherever there is one: somebody who has a name.
    const ann = 1;
    const folder = await mkdtemp(join(tmpdir(), 'steadyhand-ann-'));
    await chown(folder, ann, ann);
    const shared = await open(folder);
    await ask(shared.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    expect((await stat(`/proc/${await ask(shared.url, POSTMASTER)}`)).uid).toBe(ann);
    for (const name of ['', 'users', 'cluster-18', 'cluster-18/data', 'cluster-18/password']) {
      expect({ name, uid: (await stat(join(shared.folder, name))).uid }).toEqual({ name, uid: ann });
    }
    await shared.release();
    const own = runFixture('user', [folder, cacheFolder], { uid: ann, gid: ann });
    await until(() => own.lines.includes('joined'));
    own.stdin?.end();
    await ended(own);
    expect(own.exitCode).toBe(0);
    expect(await ask((await open(folder)).url, 'SELECT n FROM kept')).toBe(42);
    await Promise.all(opened.splice(0).map((one) => one.release()));
    await removeFolder(folder);
  });
});
