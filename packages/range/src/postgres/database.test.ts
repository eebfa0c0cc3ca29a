import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rangeClock } from '../clock.ts';
import { thisMachine } from '../machine.ts';
import { type Address, type Loopback, takeLoopback } from '../network/loopback.ts';
import { createProcesses, type Processes } from '../process/processes.ts';
import { until } from '../testing/fixture-range.ts';
import { type Database, type DatabaseOptions, openDatabase } from './database.ts';
import { type DatabaseHost, databaseHost } from './host.ts';

// Servers are copied and started many times, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SPEED = 10;
const tuning = { maxConnections: 20, sharedBuffersMb: 32, effectiveCacheMb: 512 };
const larger = { ...tuning, maxConnections: 40 };
const cacheFolder = fileURLToPath(new URL('../../../../node_modules/.cache/steadyhand', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'db-test-'));
const wall = thisMachine().clock;
const clock = rangeClock(wall, SPEED);
let loopback: Loopback;
let processes: Processes;
let host: DatabaseHost;

beforeAll(async () => {
  chmodSync(folder, 0o711);
  loopback = await takeLoopback();
  processes = createProcesses(join(folder, 'processes'));
  const path = process.env.PATH ?? '';
  const claim = (port: number) => loopback.claim(port);
  host = databaseHost({ processes, wall, clock, speed: SPEED, path, cacheFolder, folder, claim });
});

afterAll(async () => {
  await processes.endAll();
  await loopback.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  database: Database;
  /** Asks as the application, where clients are led at that moment. */
  ask(sql: string): Promise<Record<string, unknown>[]>;
}

let opened = 0;

async function open(
  origin: DatabaseOptions['origin'] = { kind: 'new', database: 'app', username: 'app', password: 'secret' },
  using = host,
): Promise<Opened> {
  let target: Address | null = null;
  opened += 1;
  const database = await openDatabase({
    name: `test ${opened}`,
    host: using,
    tuning,
    archived: true,
    origin,
    onTarget: async (next) => {
      target = next;
    },
  });
  return {
    database,
    async ask(sql) {
      const client = new pg.Client({ ...target, user: 'app', password: 'secret', database: 'app' });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
  };
}

const settings = ({ ask }: Opened) => ask('SHOW max_connections');

describe('a crash', () => {
  test('loses nothing that was confirmed', async () => {
    const one = await open();
    await one.ask('CREATE TABLE t AS SELECT generate_series(1, 100) AS x');
    await one.database.crash(Promise.resolve());
    expect(await one.ask('SELECT count(*)::int FROM t')).toEqual([{ count: 100 }]);
    await one.database.close();
  });

  test('is taken over by the standby, and again by the next', async () => {
    const one = await open();
    await one.database.setStandby(true);
    await one.ask('CREATE TABLE t (x int)');
    for (const x of [1, 2]) {
      await one.ask(`INSERT INTO t VALUES (${x})`);
      await one.database.crash(new Promise(() => {}));
      await until(() => one.database.hasStandby, Boolean, 1600);
    }
    expect(await one.ask('SELECT x FROM t ORDER BY x')).toEqual([{ x: 1 }, { x: 2 }]);
    await one.database.close();
  });

  test('leaves what can be restored, to the last row', async () => {
    const one = await open();
    await one.ask('CREATE TABLE t (x int)');
    await one.ask('INSERT INTO t VALUES (7)');
    void one.database.crash(new Promise(() => {}));
    await until(
      () => one.database.isRunning,
      (running) => !running,
    );
    const other = await open({ kind: 'moment', source: () => one.database.moment(null) });
    expect(await other.ask('TABLE t')).toEqual([{ x: 7 }]);
    await other.database.close();
  });
});

describe('a standby', () => {
  test('takes over with other settings, and is made anew', async () => {
    const one = await open();
    await one.database.setStandby(true);
    await one.ask('CREATE TABLE t AS SELECT 1 AS x');
    await one.database.failover(larger);
    expect(await settings(one)).toEqual([{ max_connections: '40' }]);
    await until(() => one.database.hasStandby, Boolean, 1600);
    await one.database.failover(tuning);
    expect(await settings(one)).toEqual([{ max_connections: '20' }]);
    expect(await one.ask('TABLE t')).toEqual([{ x: 1 }]);
    await one.database.setStandby(false);
    await one.ask('INSERT INTO t VALUES (2)');
    await one.database.close();
  });
});

describe('a moment', () => {
  async function restoredTo(using: DatabaseHost): Promise<unknown> {
    const one = await open(undefined, using);
    await one.ask("CREATE TABLE t (text text); INSERT INTO t VALUES ('before')");
    await clock.sleep(500);
    const at = clock.now();
    await clock.sleep(500);
    await one.ask("INSERT INTO t VALUES ('after')");
    const other = await open({ kind: 'moment', source: () => one.database.moment(at) }, using);
    const rows = await other.ask('TABLE t');
    await Promise.all([one.database.close(), other.database.close()]);
    return rows;
  }

  test('is the one of the range where servers follow its clock', async () => {
    expect(await restoredTo(host)).toEqual([{ text: 'before' }]);
  });

  test('is the one of the range where servers keep the time of the machine', async () => {
    const clocks = async () => ({ clock, wall, speed: SPEED, library: null });
    expect(await restoredTo({ ...host, clocks })).toEqual([{ text: 'before' }]);
  });

  test('of a database that was restored itself can be restored as well', async () => {
    const one = await open();
    await one.ask('CREATE TABLE t AS SELECT 1 AS x');
    const other = await open({ kind: 'backup', backup: await one.database.backup(join(folder, 'backup')) });
    await other.database.startArchive();
    await other.ask('INSERT INTO t VALUES (2)');
    const third = await open({ kind: 'moment', source: () => other.database.moment(null) });
    expect(await third.ask('SELECT x FROM t ORDER BY x')).toEqual([{ x: 1 }, { x: 2 }]);
    await Promise.all([one, other, third].map(({ database }) => database.close()));
  });
});
