import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { identityIn, isAlive, type ProcessIdentity } from './process-start.ts';
import { openSharedPostgres, type SharedPostgres } from './shared.ts';

const cacheFolder = fileURLToPath(new URL('../../../node_modules/.cache/steadyhand', import.meta.url));
const program = fileURLToPath(new URL('../fixtures/user.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

let dataFolder: string;
const opened: SharedPostgres[] = [];
const children: ChildProcess[] = [];

beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'steadyhand-shared-'));
  // The server's user must get through.
  if (isRoot) await chmod(dataFolder, 0o711);
});
afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await Promise.all(opened.splice(0).map((shared) => shared.release()));
});
afterAll(async () => {
  await (await openSharedPostgres({ dataFolder, cacheFolder, graceMs: 0 })).release();
  await rm(dataFolder, { recursive: true });
});

async function open(folder = dataFolder): Promise<SharedPostgres> {
  const shared = await openSharedPostgres({ dataFolder: folder, cacheFolder, graceMs: 0 });
  opened.push(shared);
  return shared;
}

/** Another process that has joined. */
async function joinFromOutside(): Promise<ChildProcess> {
  const args = ['--import', 'tsx', '--conditions=@steadyhand/source', program, dataFolder, cacheFolder];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const [text] = await once(child.stdout, 'data');
  expect(String(text)).toBe('joined\n');
  return child;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

function server(shared: SharedPostgres): ProcessIdentity {
  const identity = identityIn(join(shared.folder, 'server.json'));
  if (!identity) throw new RangeError('no server is recorded');
  return identity;
}

async function until(condition: () => boolean): Promise<void> {
  for (let polls = 0; polls < 1000 && !condition(); polls++) await wait(10);
  expect(condition()).toBe(true);
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
    await until(() => [first, second, third].every((child) => child.exitCode !== null || child.signalCode !== null));
    expect(isAlive(identity)).toBe(true);
    await mine.release();
    expect(isAlive(identity)).toBe(false);
  });

  test('goes on when the last user was killed', async () => {
    const child = await joinFromOutside();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const shared = await open();
    expect(await ask(shared.url, 'SELECT 1')).toBe(1);
    const identity = server(shared);
    await shared.release();
    expect(isAlive(identity)).toBe(false);
  });

  test('recovers what was committed when the server was killed', async () => {
    const shared = await open();
    await ask(shared.url, 'CREATE TABLE survived AS SELECT 7 AS n');
    const { pid } = server(shared);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive({ pid, processStart: server(shared).processStart }));
    const again = await open();
    expect(server(again).pid).not.toBe(pid);
    expect(await ask(again.url, 'SELECT n FROM survived')).toBe(7);
    await ask(again.url, 'DROP TABLE survived');
  });

  test("P3 a killed server's pid that another process has now does not block", async () => {
    const shared = await open();
    const identity = server(shared);
    const file = join(shared.folder, 'cluster/data/postmaster.pid');
    const stale = await readFile(file, 'utf8');
    await shared.release();
    const { uid, gid } = await stat(join(shared.folder, 'cluster/data'));
    const other = spawn('sleep', ['60'], { ...(isRoot ? { uid, gid } : {}), stdio: 'ignore' });
    children.push(other);
    await writeFile(file, stale.replace(String(identity.pid), String(other.pid)));
    await writeFile(join(shared.folder, 'server.json'), JSON.stringify({ ...identity, pid: other.pid }));
    const again = await open();
    expect(await ask(again.url, 'SELECT 1')).toBe(1);
    expect(other.exitCode).toBe(null);
  });

  test('refuses the data of another major version, and leaves them alone', async () => {
    const shared = await open();
    await shared.release();
    const file = join(shared.folder, 'cluster/data/PG_VERSION');
    const version = await readFile(file, 'utf8');
    await writeFile(file, '9\n');
    try {
      const refused = openSharedPostgres({ dataFolder, cacheFolder });
      await expect(refused).rejects.toMatchObject({ code: 'POSTGRES_VERSION_MISMATCH', params: { made: '9' } });
    } finally {
      await writeFile(file, version);
    }
    expect(await ask((await open()).url, 'SELECT 1')).toBe(1);
  });

  test('tells what the server said when it does not start', async () => {
    const shared = await open();
    await shared.release();
    const file = join(shared.folder, 'cluster/data/postgresql.conf');
    const settings = await readFile(file, 'utf8');
    await writeFile(file, `${settings}\nno_such_setting = on\n`);
    try {
      await expect(openSharedPostgres({ dataFolder, cacheFolder })).rejects.toMatchObject({
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

  test.runIf(isRoot)("lies elsewhere when root's folder is closed to the server's user", async () => {
    const closed = await mkdtemp(join(tmpdir(), 'steadyhand-closed-'));
    try {
      const shared = await open(closed);
      expect(shared.folder).toMatch(/^\/var\/lib\/steadyhand\/postgres-[0-9a-f]{8}$/);
      expect(await ask(shared.url, 'SELECT 1')).toBe(1);
      await shared.release();
      await rm(shared.folder, { recursive: true });
    } finally {
      await rm(closed, { recursive: true });
    }
  });
});
