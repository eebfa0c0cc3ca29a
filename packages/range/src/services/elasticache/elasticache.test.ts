import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import {
  DescribeCacheClustersCommand,
  DescribeEventsCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  InvalidParameterValueException,
  ListAllowedNodeTypeModificationsCommand,
  ModifyReplicationGroupCommand,
  type ModifyReplicationGroupCommandInput,
  RebootCacheClusterCommand,
  ReplicationGroupNotFoundFault,
  waitUntilReplicationGroupAvailable,
} from '@aws-sdk/client-elasticache';
import { Redis, type RedisOptions } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createAuthority } from '../../network/certificates.ts';
import { openGate } from '../../network/gate.ts';
import { type Loopback, takeLoopback } from '../../network/loopback.ts';
import { createProcesses, type Processes } from '../../process/processes.ts';
import { findRedis } from '../../redis/binary.ts';
import { Cache } from '../../redis/cache.ts';
import { cacheFolder, fixtureStack, until } from '../../testing/fixture-range.ts';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { emptyWorld } from '../../world/world.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createElastiCache } from './elasticache.ts';

const ReplicationGroupId = 'chat-redis';
const [first, second, third] = ['first-token-0123456789', 'second-token-0123456789', 'third-token-0123456789'];
const folder = mkdtempSync(join(tmpdir(), 'elasticache-test-'));
const clock = manualClock('2026-11-21T21:00:00Z');
const redises: Redis[] = [];
let loopback: Loopback;
let processes: Processes;
let cache: Cache;
let ca: string;
let context: SecureContext;
let server: WireServer;
let client: ElastiCacheClient;

beforeAll(async () => {
  loopback = await takeLoopback();
  processes = createProcesses(join(folder, 'processes'));
  const authority = await createAuthority({ now: () => Date.UTC(2026, 10, 22), sleep: async () => {} });
  ca = authority.certificate;
  context = createSecureContext(await authority.issue(['redis.example.com']));
});

beforeEach(async () => {
  const gate = openGate({
    part: 'redis',
    address: await loopback.claim(6379),
    tls: () => (cache.encryption === 'disabled' ? null : { context, plainToo: cache.encryption === 'preferred' }),
  });
  cache = await Cache.start({
    id: ReplicationGroupId,
    nodeType: 'cache.t4g.micro',
    maxMemoryMb: 8,
    tokens: [first],
    encryption: 'disabled',
    canEncrypt: true,
    gate,
    folder: join(folder, 'redis'),
    binary: await findRedis(cacheFolder, process.env.PATH ?? ''),
    clock,
    processes,
    securityGroupIds: [],
    claim: () => loopback.claim(6379),
    guard: async () => {},
  });
  const world = emptyWorld(fixtureStack(), clock);
  world.caches.set(ReplicationGroupId, cache);
  server = await startWireServer({ services: [createElastiCache(world)], clock, account: '000000000000' });
  client = new ElastiCacheClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterEach(async () => {
  for (const redis of redises.splice(0)) redis.disconnect();
  client.destroy();
  await server.close();
  await cache.gate.close();
  await cache.program.end();
});

afterAll(async () => {
  await processes?.endAll();
  await loopback?.close();
  rmSync(folder, { recursive: true, force: true });
});

function connect(password: string, options: RedisOptions = {}): Redis {
  const redis = new Redis({
    ...cache.gate.address,
    password,
    maxRetriesPerRequest: 1,
    retryStrategy: null,
    ...options,
  });
  redis.on('error', () => {});
  redises.push(redis);
  return redis;
}

/** `PONG`, or how the server refused. */
function ping(password: string, options: RedisOptions = {}): Promise<string> {
  return new Promise((resolve) => {
    const redis = connect(password, options);
    redis.on('error', ({ message }) => resolve(message.split(' ')[0] ?? ''));
    redis.on('ready', () => void redis.ping().then(resolve, ({ message }) => resolve(message)));
  });
}

async function modify(changes: Omit<ModifyReplicationGroupCommandInput, 'ReplicationGroupId'>): Promise<void> {
  const request = { ReplicationGroupId, ApplyImmediately: true, ...changes };
  const { ReplicationGroup } = await client.send(new ModifyReplicationGroupCommand(request));
  expect(ReplicationGroup?.ReplicationGroupId).toBe(ReplicationGroupId);
  const waiting = { client, maxWaitTime: 30, minDelay: 0.02, maxDelay: 0.02 };
  await waitUntilReplicationGroupAvailable(waiting, { ReplicationGroupId });
}

async function group() {
  const { ReplicationGroups = [] } = await client.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId }));
  return ReplicationGroups[0];
}

test('a change of node type moves all data to a larger Redis, and no answered write is lost', async () => {
  const before = connect(first);
  await before.set('kept', 'yes');
  expect(Number(/maxmemory:(\d+)/.exec(await before.info('memory'))?.[1])).toBe(8 * 1024 * 1024);
  const writer = connect(first, {
    retryStrategy: () => 5,
    maxRetriesPerRequest: null,
  });
  let answered = 0;
  let writing = true;
  const written = (async () => {
    while (writing)
      await writer.incr('count').then(
        () => answered++,
        () => {},
      );
  })();
  await modify({ CacheNodeType: 'cache.t4g.medium' });
  writing = false;
  await written;
  const after = connect(first);
  expect(await after.get('kept')).toBe('yes');
  expect(Number(await after.get('count'))).toBeGreaterThanOrEqual(answered);
  expect(answered).toBeGreaterThan(0);
  expect(Number(/maxmemory:(\d+)/.exec(await after.info('memory'))?.[1])).toBe(
    Math.round(((8 * 3.09) / 0.5) * 1024 * 1024),
  );
  expect((await group())?.CacheNodeType).toBe('cache.t4g.medium');
  const { Events = [] } = await client.send(
    new DescribeEventsCommand({ SourceType: 'replication-group', SourceIdentifier: ReplicationGroupId }),
  );
  expect(Events.at(-1)?.Message).toContain('cache.t4g.medium');
});

test('a type without the word immediately waits, and unknown types and members are refused', async () => {
  await client.send(new ModifyReplicationGroupCommand({ ReplicationGroupId, CacheNodeType: 'cache.r6g.large' }));
  const { CacheClusters = [] } = await client.send(new DescribeCacheClustersCommand({ ShowCacheNodeInfo: true }));
  expect(CacheClusters[0]).toMatchObject({
    CacheClusterStatus: 'available',
    PendingModifiedValues: { CacheNodeType: 'cache.r6g.large' },
    CacheNodes: [{ CacheNodeId: '0001', CacheNodeStatus: 'available' }],
  });
  await expect(modify({ CacheNodeType: 'cache.huge' })).rejects.toBeInstanceOf(InvalidParameterValueException);
  await expect(modify({ SnapshotRetentionLimit: 3 })).rejects.toThrow('SnapshotRetentionLimit is not implemented');
  const unknown = new DescribeReplicationGroupsCommand({ ReplicationGroupId: 'nobody' });
  await expect(client.send(unknown)).rejects.toBeInstanceOf(ReplicationGroupNotFoundFault);
  const allowed = await client.send(new ListAllowedNodeTypeModificationsCommand({ ReplicationGroupId }));
  expect(allowed.ScaleUpModifications).toContain('cache.r6g.large');
  expect(allowed.ScaleDownModifications).toEqual(['cache.t3.micro']);
});

test('ROTATE lets in two tokens, SET one; connections that exist stay', async () => {
  const old = connect(first);
  await old.ping();
  await modify({ AuthToken: second, AuthTokenUpdateStrategy: 'ROTATE' });
  expect([await ping(first), await ping(second), await ping('wrong')]).toEqual(['PONG', 'PONG', 'WRONGPASS']);
  await modify({ AuthToken: second, AuthTokenUpdateStrategy: 'SET' });
  expect([await ping(first), await ping(second)]).toEqual(['WRONGPASS', 'PONG']);
  expect(await old.ping()).toBe('PONG');
  await modify({ AuthToken: third });
  expect([await ping(first), await ping(second), await ping(third)]).toEqual(['WRONGPASS', 'PONG', 'PONG']);
  await expect(modify({ AuthToken: 'short' })).rejects.toBeInstanceOf(InvalidParameterValueException);
  await modify({ AuthToken: third, AuthTokenUpdateStrategy: 'DELETE' });
  expect((await group())?.AuthTokenEnabled).toBe(false);
});

test('TLS comes in two steps', async () => {
  const tls = { ca, servername: 'redis.example.com' };
  await expect(modify({ TransitEncryptionEnabled: true, TransitEncryptionMode: 'required' })).rejects.toThrow(
    'preferred',
  );
  await modify({ TransitEncryptionEnabled: true, TransitEncryptionMode: 'preferred' });
  expect([await ping(first), await ping(first, { tls })]).toEqual(['PONG', 'PONG']);
  await modify({ TransitEncryptionMode: 'required' });
  expect(await ping(first, { tls })).toBe('PONG');
  expect(await ping(first)).not.toBe('PONG');
  expect(await group()).toMatchObject({ TransitEncryptionEnabled: true, TransitEncryptionMode: 'required' });
  await modify({ TransitEncryptionMode: 'preferred' });
  await modify({ TransitEncryptionEnabled: false });
  expect(await ping(first)).toBe('PONG');
});

test('a reboot empties the node', async () => {
  await connect(first).set('kept', 'yes');
  await client.send(
    new RebootCacheClusterCommand({ CacheClusterId: `${ReplicationGroupId}-001`, CacheNodeIdsToReboot: ['0001'] }),
  );
  await until(
    async () => (await group())?.Status,
    (status) => status === 'available',
  );
  expect(await connect(first).dbsize()).toBe(0);
});
