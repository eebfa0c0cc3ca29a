import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { identityIn, isAlive, type ProcessIdentity } from './process-start.ts';
import { openSharedPostgres, type SharedPostgres } from './shared.ts';
import {
  ask,
  cacheFolder,
  ended,
  isRoot,
  makeFolder,
  processesNaming,
  removeFolder,
  runFixture,
  until,
} from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let dataFolder: string;
const opened: SharedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  dataFolder = await makeFolder();
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await Promise.all(opened.splice(0).map((shared) => shared.release()));
});
afterAll(() => removeFolder(dataFolder));

async function open(folder = dataFolder): Promise<SharedPostgres> {
  const shared = await openSharedPostgres({ dataFolder: folder, cacheFolder });
  opened.push(shared);
  return shared;
}

/** Another process that has joined. */
async function joinFromOutside(folder = dataFolder): Promise<ChildProcess> {
  const child = runFixture('user', [folder, cacheFolder]);
  children.push(child);
  await until(() => child.lines.includes('joined'));
  return child;
}

function server(shared: SharedPostgres): ProcessIdentity {
  const identity = identityIn(join(shared.folder, 'cluster-18/server.json'));
  if (!identity) throw new RangeError('no server is recorded');
  return identity;
}

describe('a shared Postgres', () => {
  test('starts on demand, is durable, keeps its data, and stops with the last one that leaves', async () => {
    const [first, second] = [await open(), await open()];
    const identity = server(first);
    expect(server(second)).toEqual(identity);
    expect(await ask(first.url, 'SHOW fsync')).toBe('on');
    expect(await ask(first.url, 'SHOW synchronous_commit')).toBe('on');
    expect(await ask(first.url, 'SHOW listen_addresses')).toBe('');
    await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS n');
    await first.release();
    expect(isAlive(identity)).toBe(true);
    await second.release();
    expect(isAlive(identity)).toBe(false);
    const third = await open();
    expect(server(third)).not.toEqual(identity);
    expect(await ask(third.url, 'SELECT n FROM kept')).toBe(42);
    await ask(third.url, 'DROP TABLE kept');
  });

  test('is one server for processes that come at once; P2 a killed one does not count', async () => {
    const [first, second, third] = await Promise.all([joinFromOutside(), joinFromOutside(), joinFromOutside()]);
    const mine = await open();
    const identity = server(mine);
    expect(
      await ask(mine.url, 'SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = $$checkpointer$$'),
    ).toBe(1);
    first.kill('SIGKILL');
    second.stdin?.end();
    third.kill('SIGKILL');
    await Promise.all([first, second, third].map(ended));
    expect(isAlive(identity)).toBe(true);
    await mine.release();
    expect(isAlive(identity)).toBe(false);
  });

  test('P2 stops when its last user was killed, and nobody else comes', async () => {
    const child = await joinFromOutside();
    const identity = server({ folder: join(dataFolder, 'postgres') } as SharedPostgres);
    expect(isAlive(identity)).toBe(true);
    child.kill('SIGKILL');
    await until(() => processesNaming(dataFolder).length === 0);
    expect(isAlive(identity)).toBe(false);
  });

  test('goes on when the last user was killed, and another comes at once', async () => {
    const child = await joinFromOutside();
    child.kill('SIGKILL');
    const shared = await open();
    expect(await ask(shared.url, 'SELECT 1')).toBe(1);
    const identity = server(shared);
    // The watcher of the killed one has come and gone.
    await until(() => !processesNaming(dataFolder).some((line) => line.startsWith(process.execPath)));
    expect(await ask(shared.url, 'SELECT 1')).toBe(1);
    await shared.release();
    expect(isAlive(identity)).toBe(false);
  });

  test('recovers what was committed when the server was killed', async () => {
    const shared = await open();
    await ask(shared.url, 'CREATE TABLE survived AS SELECT 7 AS n');
    const { pid, processStart } = server(shared);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive({ pid, processStart }));
    const again = await open();
    expect(server(again).pid).not.toBe(pid);
    expect(await ask(again.url, 'SELECT n FROM survived')).toBe(7);
    await ask(again.url, 'DROP TABLE survived');
  });

  test("P3 a killed server's pid that another process has now does not block", async () => {
    const shared = await open();
    const identity = server(shared);
    const file = join(shared.folder, 'cluster-18/data/postmaster.pid');
    const stale = await readFile(file, 'utf8');
    await shared.release();
    const { uid, gid } = await stat(join(shared.folder, 'cluster-18/data'));
    const other = spawn('sleep', ['60'], { ...(isRoot ? { uid, gid } : {}), stdio: 'ignore' });
    children.push(other);
    await writeFile(file, stale.replace(String(identity.pid), String(other.pid)));
    await writeFile(join(shared.folder, 'cluster-18/server.json'), JSON.stringify({ ...identity, pid: other.pid }));
    const again = await open();
    expect(await ask(again.url, 'SELECT 1')).toBe(1);
    expect(other.exitCode).toBe(null);
  });

  test('P3 a pid file that was left empty does not block', async () => {
    const { folder, release } = await open();
    await release();
    await writeFile(join(folder, 'cluster-18/data/postmaster.pid'), '');
    expect(await ask((await open()).url, 'SELECT 1')).toBe(1);
  });

  test('refuses the data of a newer major version, and leaves them alone', async () => {
    const folder = await makeFolder();
    const newer = join(folder, 'postgres/cluster-99/data');
    await mkdir(newer, { recursive: true });
    if (isRoot) await chmod(join(folder, 'postgres'), 0o711);
    await expect(open(folder)).rejects.toMatchObject({
      code: 'POSTGRES_VERSION_MISMATCH',
      params: { made: '99', installed: '18' },
    });
    expect(await readdir(join(folder, 'postgres/cluster-99'))).toEqual(['data']);
    await removeFolder(folder);
  });

  test('tells what the server said when it does not start', async () => {
    const shared = await open();
    await shared.release();
    const file = join(shared.folder, 'cluster-18/data/postgresql.conf');
    const settings = await readFile(file, 'utf8');
    await writeFile(file, `${settings}\nno_such_setting = on\n`);
    try {
      await expect(open()).rejects.toMatchObject({
        code: 'POSTGRES_START_FAILED',
        message: expect.stringContaining('no_such_setting'),
      });
    } finally {
      await writeFile(file, settings);
    }
  });

  test('admits nobody without the password', async () => {
    const shared = await open();
    const url = new URL(shared.url.replace('@/', '@localhost/'));
    const wrong = shared.url.replace(url.password, 'wrong');
    await expect(ask(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });
});
