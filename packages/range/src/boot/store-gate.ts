import { type Gate, type GateOptions, openGate } from '../network/gate.ts';
import type { Site } from '../site.ts';
import { groupIdsOf, type World } from '../world/world.ts';

export interface StoreGateOptions extends Pick<GateOptions, 'tls'> {
  part: string;
  /** Name and port by which clients know the store. */
  host: string;
  port: number;
  /** Ids in the stack. */
  securityGroups: readonly string[];
}

/** A gate without a target under a store's own name, guarded by the store's security groups. */
export async function openStoreGate(site: Site, world: World, options: StoreGateOptions): Promise<Gate> {
  const { host, port, part, tls } = options;
  const address = await site.loopback.claim(port);
  site.hosts.set(host, port, address);
  const groupIds = groupIdsOf(world, options);
  await site.firewall.guard(address, { groups: world.securityGroups, groupIds, port });
  const allow = (source: string) => {
    const groups = groupsAt(world, source);
    return groups === null || site.firewall.admits(address, { address: source, groups });
  };
  const gate = openGate({ part, address, allow, ...(tls ? { tls } : {}) });
  site.gates.add(gate);
  return gate;
}

/** The security groups of the task at an address; null where no task is: the person at this machine. */
function groupsAt(world: World, source: string): string[] | null {
  // Where tasks share one address it does not tell them apart, and they ask the rules themselves.
  if (source === '127.0.0.1') return null;
  const ofServices = world.services.flatMap(({ tasks }) => [...tasks].map(({ task }) => task));
  const task = [...ofServices, ...world.oneOffTasks.running].find(({ address }) => address?.host === source);
  return task ? (task.container?.env.STEADY_RANGE_GROUPS ?? '').split(',').filter(Boolean) : null;
}
