import { join } from 'node:path';
import { startPostgres } from '../postgres/start.ts';
import { preparePostgres } from '../postgres/template.ts';
import { findRedis } from '../redis/binary.ts';
import { startRedis } from '../redis/start.ts';
import type { Site } from '../site.ts';
import { POSTGRES_PORT, REDIS_PORT } from '../world/names.ts';
import type { Values } from '../world/values.ts';
import type { World } from '../world/world.ts';
import type { Part } from './parts.ts';

/** A Postgres per database of the stack, each at an address of its own. */
export function databaseParts(site: Site, world: World, values: Values): Part[] {
  const { databases } = world.stack;
  if (databases.length === 0) return [];
  const preparing = preparePostgres(site.options.cacheFolder);
  return databases.map(({ id, identifier, database, username, maxConnections }, index) => ({
    name: `postgres ${identifier}`,
    started: (async () => {
      const prepared = await preparing;
      const address = await site.loopback.claim(POSTGRES_PORT);
      site.hosts.set(world.names.databaseEndpoint(identifier), POSTGRES_PORT, address);
      const running = await startPostgres({
        part: `postgres ${identifier}`,
        folder: join(site.folder, `pg${index}`),
        prepared,
        address,
        maxConnections,
        database,
        username,
        password: values.resolve({ ref: 'database', id, attribute: 'password' }),
        processes: site.processes,
      });
      world.databases.set(identifier, running);
    })(),
  }));
}

/** A Redis per replication group of the stack. */
export function cacheParts(site: Site, world: World, values: Values): Part[] {
  const { caches } = world.stack;
  if (caches.length === 0) return [];
  const finding = findRedis(site.options.cacheFolder, site.machine.path);
  return caches.map(({ id, replicationGroupId, maxMemoryMb, authSecret }) => ({
    name: `redis ${replicationGroupId}`,
    started: (async () => {
      const binary = await finding;
      const address = await site.loopback.claim(REDIS_PORT);
      site.hosts.set(world.names.cacheEndpoint(replicationGroupId), REDIS_PORT, address);
      const running = await startRedis({
        part: `redis ${replicationGroupId}`,
        folder: join(site.folder, 'redis', replicationGroupId),
        binary,
        address,
        maxMemoryMb,
        password: authSecret === undefined ? null : values.resolve({ ref: 'cache', id, attribute: 'password' }),
        processes: site.processes,
      });
      world.caches.set(replicationGroupId, running);
    })(),
  }));
}
