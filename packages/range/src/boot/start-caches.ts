import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import type { Stack } from '@steadyhand/contracts';
import { findRedis, type RedisBinary } from '../redis/binary.ts';
import { Cache } from '../redis/cache.ts';
import type { Site } from '../site.ts';
import { REDIS_PORT } from '../world/names.ts';
import type { Values } from '../world/values.ts';
import { groupIdsOf, type World } from '../world/world.ts';
import type { Part } from './parts.ts';
import { openStoreGate } from './store-gate.ts';

/** A Redis per replication group of the stack, each behind a gate. */
export function cacheParts(site: Site, world: World, values: Values): Part[] {
  const { caches } = world.stack;
  if (caches.length === 0) return [];
  const finding = findRedis(site.options.cacheFolder, site.machine.path);
  return caches.map((spec) => ({
    name: `redis ${spec.replicationGroupId}`,
    started: startCache(site, world, { spec, values, finding }),
  }));
}

interface CacheParts {
  spec: Stack['caches'][number];
  values: Values;
  finding: Promise<RedisBinary>;
}

async function startCache(site: Site, world: World, { spec, values, finding }: CacheParts): Promise<void> {
  const { id, replicationGroupId, nodeType, maxMemoryMb, authSecret, transitEncryption, securityGroups } = spec;
  const part = `redis ${replicationGroupId}`;
  const host = world.names.cacheEndpoint(replicationGroupId);
  const [binary, context] = await Promise.all([finding, secureContext(site, host)]);
  let cache: Cache | null = null;
  const tls = () => {
    const encryption = cache?.encryption ?? 'disabled';
    return context && encryption !== 'disabled' ? { context, plainToo: encryption === 'preferred' } : null;
  };
  const gate = await openStoreGate(site, world, { part, host, port: REDIS_PORT, securityGroups, tls });
  cache = await Cache.start({
    id: replicationGroupId,
    nodeType,
    maxMemoryMb,
    tokens: authSecret === undefined ? [] : [values.resolve({ ref: 'cache', id, attribute: 'password' })],
    encryption: transitEncryption ? 'required' : 'disabled',
    canEncrypt: context !== null,
    gate,
    folder: join(site.folder, 'redis', replicationGroupId),
    binary,
    clock: site.clock,
    processes: site.processes,
    claim: () => site.loopback.claim(REDIS_PORT),
    securityGroupIds: groupIdsOf(world, spec),
    guard: (groupIds) => {
      return site.firewall.guard(gate.address, { groups: world.securityGroups, groupIds, port: REDIS_PORT });
    },
  });
  world.caches.set(replicationGroupId, cache);
}

/** Null in a range without an authority. */
async function secureContext(site: Site, host: string): Promise<SecureContext | null> {
  const authority = await site.authority;
  return authority && createSecureContext(await authority.issue([host]));
}
