import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeDBProxiesCommand,
  DescribeDBProxyTargetGroupsCommand,
  DescribeDBProxyTargetsCommand,
  RebootDBInstanceCommand,
} from '@aws-sdk/client-rds';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { until } from '../../testing/fixture-range.ts';
import { connected, openRdsRange, query, type RdsRange } from './testing.ts';

const hasPsql = spawnSync('psql', ['--version']).status === 0;

// Servers are copied and started many times, on whatever machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let open: RdsRange;

beforeAll(async () => {
  open = await openRdsRange('rds-proxies');
});

afterAll(() => open?.close());

describe('a proxy', () => {
  test('is described with its target and its limits', async () => {
    const { DBProxies } = await open.rds.send(new DescribeDBProxiesCommand({}));
    expect(DBProxies).toMatchObject([{ DBProxyName: 'main-proxy', Status: 'available', EngineFamily: 'POSTGRESQL' }]);
    const { Targets } = await open.rds.send(new DescribeDBProxyTargetsCommand({ DBProxyName: 'main-proxy' }));
    expect(Targets).toMatchObject([{ RdsResourceId: 'main', TargetHealth: { State: 'AVAILABLE' } }]);
    const { TargetGroups } = await open.rds.send(new DescribeDBProxyTargetGroupsCommand({ DBProxyName: 'main-proxy' }));
    expect(TargetGroups).toMatchObject([{ ConnectionPoolConfig: { MaxConnectionsPercent: 50 } }]);
  });

  test('lets more clients work than the database has connections', async () => {
    const clients = await Promise.all(Array.from({ length: 60 }, () => connected(open.place('proxy'))));
    const answers = await Promise.all(
      clients.map((client, i) => client.query('SELECT $1::int AS i, pg_backend_pid() AS pid, pg_sleep(0.2)', [i])),
    );
    expect(answers.map(({ rows }) => rows[0]?.i)).toEqual(clients.map((_, i) => i));
    expect(new Set(answers.map(({ rows }) => rows[0]?.pid)).size).toBeLessThanOrEqual(15);
    await Promise.all(clients.map((client) => client.end()));
    const direct = await Promise.allSettled(Array.from({ length: 60 }, () => connected(open.place('main'))));
    const refused = direct.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    await Promise.all(direct.map((one) => (one.status === 'fulfilled' ? one.value.end() : undefined)));
  });

  test('keeps transactions together, and pins what leaves something behind', async () => {
    const [one, other] = await Promise.all([connected(open.place('proxy')), connected(open.place('proxy'))]);
    await one.query('CREATE TABLE IF NOT EXISTS pooled (x int)');
    await one.query('BEGIN');
    await one.query('INSERT INTO pooled VALUES (1)');
    expect((await other.query('SELECT count(*)::int FROM pooled')).rows).toEqual([{ count: 0 }]);
    await one.query('ROLLBACK');
    await one.query("SET statement_timeout = '7s'");
    expect((await one.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '7s' }]);
    for (let i = 0; i < 5; i++) {
      expect((await other.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '0' }]);
    }
    const named = { name: 'kept', text: 'SELECT $1::int AS x' };
    expect((await other.query({ ...named, values: [1] })).rows).toEqual([{ x: 1 }]);
    expect((await other.query({ ...named, values: [2] })).rows).toEqual([{ x: 2 }]);
    await expect(other.query('SELECT 1/0')).rejects.toMatchObject({ code: '22012' });
    expect((await other.query('SELECT 3 AS x')).rows).toEqual([{ x: 3 }]);
    await Promise.all([one.end(), other.end()]);
  });

  test.skipIf(!hasPsql)('is no different to psql', async () => {
    const { host, port, user, password, database: name } = open.place('proxy');
    const env = { PGPASSWORD: String(password), PATH: process.env.PATH ?? '' };
    const place = ['-h', String(host), '-p', String(port), '-U', String(user), '-d', String(name), '-At'];
    const statements = [
      'BEGIN; SELECT 1; COMMIT; SELECT current_user',
      'CREATE TABLE copied (x int)',
      'COPY copied FROM STDIN',
      'SELECT sum(x) FROM copied',
    ];
    const running = promisify(execFile)('psql', [...place, ...statements.flatMap((sql) => ['-c', sql])], { env });
    running.child.stdin?.end('1\n2\n\\.\n');
    expect((await running).stdout.trim().split('\n')).toEqual([
      'BEGIN',
      '1',
      'COMMIT',
      'app',
      'CREATE TABLE',
      'COPY 2',
      '3',
    ]);
  });

  test('refuses a wrong password and a role that it does not know', async () => {
    await expect(connected({ ...open.place('proxy'), password: 'wrong' })).rejects.toMatchObject({ code: '28P01' });
    await expect(connected({ ...open.place('proxy'), user: 'nobody' })).rejects.toMatchObject({ code: '28000' });
  });

  test('keeps its clients while the database restarts', async () => {
    const client = await connected(open.place('proxy'));
    await client.query('SELECT 1');
    await open.rds.send(new RebootDBInstanceCommand({ DBInstanceIdentifier: 'main' }));
    await open.available('main');
    expect((await client.query('SELECT 2 AS x')).rows).toEqual([{ x: 2 }]);
    await client.end();
  });
});

describe('faults', () => {
  test('exhaust the connections, until somebody ends the idle ones', async () => {
    const kept = await connected(open.place('unsaved'));
    const fault = await open.range.injectFault({
      kind: 'database-sessions',
      database: 'unsaved',
      idle: true,
      application: 'leaky',
    });
    await expect(connected(open.place('unsaved'))).rejects.toMatchObject({ code: '53300' });
    const idle = "SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'leaky' AND state = 'idle'";
    const { rows } = await kept.query(idle);
    expect(rows[0]?.count).toBeGreaterThan(20);
    const aged = "application_name = 'leaky' AND state = 'idle' AND query_start < now() - interval '10 seconds'";
    await until(
      async () => (await kept.query(`SELECT count(*)::int FROM pg_stat_activity WHERE ${aged}`)).rows[0]?.count,
      (count) => count === rows[0]?.count,
    );
    await kept.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${aged}`);
    await fault.over;
    await kept.end();
    expect(await query(open.place('unsaved'), 'SELECT 1 AS x')).toEqual([{ x: 1 }]);
  });

  test('stop a database until they are cleared, and lose nothing', async () => {
    await query(open.place('unsaved'), 'CREATE TABLE confirmed AS SELECT 1 AS x');
    const fault = await open.range.injectFault({ kind: 'database-stop', database: 'unsaved' });
    await expect(connected(open.place('unsaved'))).rejects.toThrow();
    await until(
      async () => (await open.described('unsaved')).DBInstanceStatus,
      (status) => status === 'rebooting',
    );
    await fault.clear();
    await open.available('unsaved');
    expect(await query(open.place('unsaved'), 'TABLE confirmed')).toEqual([{ x: 1 }]);
  });

  test('are refused for a database that there is not', async () => {
    await expect(open.range.injectFault({ kind: 'database-stop', database: 'other' })).rejects.toMatchObject({
      code: 'FAULT_UNKNOWN',
    });
  });
});

describe('metrics', () => {
  const NAMES = [
    'CPUUtilization',
    'DatabaseConnections',
    'FreeStorageSpace',
    'FreeableMemory',
    'ReadIOPS',
    'WriteIOPS',
  ];

  async function latest(MetricName: string): Promise<number | undefined> {
    const { Datapoints = [] } = await new CloudWatchClient(open.connection).send(
      new GetMetricStatisticsCommand({
        Namespace: 'AWS/RDS',
        MetricName,
        Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'unsaved' }],
        StartTime: new Date(open.range.clock.now() - 3_600_000),
        EndTime: new Date(open.range.clock.now() + 60_000),
        Period: 60,
        Statistics: ['Maximum'],
      }),
    );
    return Datapoints.sort((a, b) => Number(a.Timestamp) - Number(b.Timestamp)).at(-1)?.Maximum;
  }

  test.skipIf(process.platform !== 'linux')('are published, and follow what clients do', async () => {
    const client = await connected(open.place('unsaved'));
    for (const name of NAMES)
      await until(
        () => latest(name),
        (value) => value !== undefined,
      );
    await until(
      () => latest('DatabaseConnections'),
      (value) => value === 1,
    );
    expect(await latest('FreeStorageSpace')).toBeLessThan(20 * 1024 ** 3);
    await client.end();
  });
});
