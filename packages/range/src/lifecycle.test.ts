import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
} from '@aws-sdk/client-elasticache';
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type RangeControl, ref, SteadyError } from '@steadyhand/contracts';
import { isAlive, type ProcessIdentity, ProcessIdentitySchema } from '@steadyhand/postgres';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { locate } from './network/hosts.ts';
import { startRange } from './range.ts';
import { askRedis } from './redis/client.ts';
import { findRange, listRanges } from './state/find-range.ts';
import { foldersOf, OwnerSchema } from './state/folders.ts';
import { stopRange } from './state/stop-range.ts';
import { sweep } from './state/sweep.ts';
import {
  echoService,
  fixtureOptions,
  fixtureStack,
  ownRangeProgram,
  storesStack,
  until,
} from './testing/fixture-range.ts';

let stateFolder: string;
let ranges: RangeControl[];
let children: ChildProcess[];

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'range-test-'));
  ranges = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(ranges.map((range) => range.stop()));
  await sweep(stateFolder);
  rmSync(stateFolder, { recursive: true, force: true });
});

async function start(changes: Partial<Parameters<typeof fixtureOptions>[0]> = {}): Promise<RangeControl> {
  const range = await startRange(fixtureOptions({ name: 'life', stateFolder, ...changes }));
  ranges.push(range);
  return range;
}

/** A range in a process of its own. */
async function startElsewhere(name: string): Promise<ChildProcess> {
  const args = ['--conditions=@steadyhand/source', '--import', 'tsx', ownRangeProgram, name, stateFolder];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  await new Promise<void>((resolve, reject) => {
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.stdout.on('data', (chunk) => String(chunk).includes('up') && resolve());
    child.on('exit', () => reject(new TypeError(errors)));
  });
  return child;
}

function recordedProcesses(name: string): ProcessIdentity[] {
  const { processes } = foldersOf(stateFolder, name);
  return readdirSync(processes).map((file) =>
    ProcessIdentitySchema.parse(JSON.parse(readFileSync(join(processes, file), 'utf8'))),
  );
}

function temporaryFolder(name: string): string {
  return OwnerSchema.parse(JSON.parse(readFileSync(foldersOf(stateFolder, name).owner, 'utf8'))).folder;
}

describe('a range', () => {
  test('leaves no process, port or folder when it stops', async () => {
    const range = await start();
    const processes = recordedProcesses('life');
    const folder = temporaryFolder('life');
    const endpoint = Number(new URL(range.description.endpoint).port);
    expect(processes).toHaveLength(2);
    await Promise.all([range.stop(), range.stop()]);
    expect(processes.filter(isAlive)).toEqual([]);
    expect([existsSync(folder), existsSync(foldersOf(stateFolder, 'life').root)]).toEqual([false, false]);
    await expect(connected(endpoint)).resolves.toBe(false);
    expect(await findRange({ stateFolder })).toBeNull();
  });

  test('is found by name, by system, and as the last one', async () => {
    const first = await start();
    expect(await findRange({ stateFolder, name: 'life' })).toEqual(first.description);
    expect(await findRange({ stateFolder, system: 'other' })).toBeNull();
    const second = await start({ name: 'second' });
    expect(await findRange({ stateFolder, system: 'fixture' })).toEqual(second.description);
    expect(await listRanges(stateFolder)).toHaveLength(2);
  });

  test('is refused a name that a running range has', async () => {
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'RANGE_NAME_TAKEN', params: { pid: String(process.pid) } });
    expect(await findRange({ stateFolder, name: 'life' })).not.toBeNull();
  });

  test('is refused a port that another program has, and leaves nothing', async () => {
    const other: Server = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      }),
    );
    await expect(start({ port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    other.close();
    expect(readdirSync(join(stateFolder, 'ranges'))).toEqual([]);
  });

  test('says with its own words why a part did not start, and leaves nothing', async () => {
    const broken = echoService({ id: 'broken', name: 'broken', image: 'services/broken' });
    const failure = await start({ stack: fixtureStack({ services: [broken] }), speed: 10 }).catch((error) => error);
    expect(failure).toBeInstanceOf(SteadyError);
    expect(failure).toMatchObject({ code: 'RANGE_START_FAILED', params: { part: 'service broken' } });
    expect(failure.params.reason).toContain('no such table: users');
    expect(readdirSync(join(stateFolder, 'ranges'))).toEqual([]);
  });

  test('gives up its start when it is told to', async () => {
    const signal = AbortSignal.timeout(100);
    await expect(start({ signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(readdirSync(join(stateFolder, 'ranges'))).toEqual([]);
  });

  test('refuses a stack whose references lead nowhere', async () => {
    const stack = fixtureStack({ outputs: { oops: ref('queue', 'other', 'url') } });
    await expect(start({ stack })).rejects.toMatchObject({
      code: 'STACK_INVALID',
      params: { problems: 'there is no attribute queue.other.url' },
    });
  });
});

describe('another process’s range', () => {
  test('ends when it is asked to', async () => {
    const child = await startElsewhere('elsewhere');
    const processes = recordedProcesses('elsewhere');
    await stopRange({ stateFolder, name: 'elsewhere' });
    await until(
      () => child.exitCode,
      (code) => code === 0,
    );
    expect(processes.filter(isAlive)).toEqual([]);
    await expect(stopRange({ stateFolder, name: 'elsewhere' })).rejects.toMatchObject({ code: 'RANGE_NOT_RUNNING' });
  });

  test('leaves no task when it is killed, and the next start sweeps the rest', async () => {
    const child = await startElsewhere('killed');
    const processes = recordedProcesses('killed');
    const folder = temporaryFolder('killed');
    // Load balancer, task, Postgres and Redis.
    expect(processes.filter(isAlive)).toHaveLength(4);
    child.kill('SIGKILL');
    await until(
      () => processes.filter(isAlive),
      (alive) => alive.length === 2,
    );
    expect(existsSync(folder)).toBe(true);
    await start({ name: 'other' });
    expect(processes.filter(isAlive)).toEqual([]);
    expect([existsSync(folder), existsSync(foldersOf(stateFolder, 'killed').root)]).toEqual([false, false]);
  });
});

describe('stores', () => {
  test('are a real Postgres and a real Redis', async () => {
    const { description } = await start({ stack: storesStack() });
    const { outputs, hosts, endpoint, region } = description;
    const database = new URL(outputs.databaseUrl ?? '');
    const place = locate(hosts, database.hostname, Number(database.port));
    const client = new pg.Client({ ...place, user: database.username, password: database.password, database: 'app' });
    await client.connect();
    const { rows } = await client.query(`SELECT current_setting('max_connections') AS max, count(*)::int AS extensions
      FROM pg_extension WHERE extname = 'pg_stat_statements'`);
    expect(rows).toEqual([{ max: '12', extensions: 1 }]);
    await client.end();
    const wrong = new pg.Client({ ...place, user: 'app', password: 'wrong', database: 'app' });
    await expect(wrong.connect()).rejects.toMatchObject({ code: '28P01' });

    const redis = new URL(outputs.redisUrl ?? '');
    const redisPlace = locate(hosts, redis.hostname, 6379) ?? { host: '', port: 0 };
    await expect(askRedis(redisPlace, [['PING']])).rejects.toThrow('NOAUTH');
    const login = ['AUTH', redis.password];
    expect(await askRedis(redisPlace, [login, ['INFO', 'memory']])).toContain('maxmemory:8388608');
    await expect(askRedis(redisPlace, [login, ['CONFIG', 'GET', 'maxmemory']])).rejects.toThrow('unknown command');

    const config = { endpoint, region, credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
    const rds = new RDSClient(config);
    const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
    expect(DBInstances).toMatchObject([
      {
        DBInstanceIdentifier: 'fixture-db',
        DBInstanceStatus: 'available',
        Endpoint: { Address: database.hostname, Port: 5432 },
      },
    ]);
    await expect(rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: 'x' }))).rejects.toMatchObject({
      name: 'DBInstanceNotFoundFault',
    });
    const elastiCache = new ElastiCacheClient(config);
    const { ReplicationGroups = [] } = await elastiCache.send(new DescribeReplicationGroupsCommand({}));
    expect(ReplicationGroups).toMatchObject([{ ReplicationGroupId: 'fixture-redis', Status: 'available' }]);
    const { CacheClusters = [] } = await elastiCache.send(
      new DescribeCacheClustersCommand({ ShowCacheNodeInfo: true }),
    );
    expect(CacheClusters[0]?.CacheNodes?.[0]?.Endpoint?.Address).toBe(redis.hostname);
    const secrets = new SecretsManagerClient(config);
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'fixture/url' }));
    expect(SecretString).toBe(outputs.databaseUrl);
  });
});

function connected(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
