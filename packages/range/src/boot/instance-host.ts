import { join } from 'node:path';
import { databaseHost } from '../postgres/host.ts';
import type { Door } from '../services/rds/instance.ts';
import type { InstanceHost } from '../services/rds/instances.ts';
import type { Site } from '../site.ts';
import { POSTGRES_PORT } from '../world/names.ts';
import type { World } from '../world/world.ts';
import { openStoreGate } from './store-gate.ts';

/** What the instances of a region are made with. */
export function instanceHost(site: Site, world: World): InstanceHost {
  const { clock, folder, loopback, machine, options, processes } = site;
  let backups = 0;
  return {
    databases: databaseHost({
      processes,
      wall: machine.clock,
      clock,
      speed: options.speed,
      path: machine.path,
      cacheFolder: options.cacheFolder,
      folder,
      claim: (port) => loopback.claim(port),
    }),
    openDoor: (host) => openDoor(site, world, host),
    backupFolder() {
      backups += 1;
      return join(folder, `snapshot${backups}`);
    },
  };
}

/** A gate under a name, whose security groups can change. */
async function openDoor(site: Site, world: World, host: string): Promise<Door> {
  const gate = await openStoreGate(site, world, {
    part: `postgres ${host}`,
    host,
    port: POSTGRES_PORT,
    securityGroups: [],
  });
  return {
    setTarget: (target) => gate.setTarget(target),
    guard: (groupIds) =>
      site.firewall.guard(gate.address, { groups: world.securityGroups, groupIds, port: POSTGRES_PORT }),
    close: () => gate.close(),
  };
}
