import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import type { Regions } from '../region/regions.ts';

export interface RegionWorld {
  readonly regions: Regions;
}

/**
 * A region is lost: its processes are killed, its endpoint answers as in an outage, and its alarms stop. It does not come
 * back, so there is nothing to clear: what was in it is to be had from elsewhere.
 */
export async function injectRegionDown(
  { regions }: RegionWorld,
  { region: wanted = regions.primary.name }: Extract<Fault, { kind: 'region-down' }>,
): Promise<InjectedFault> {
  const region = regions.find(wanted);
  if (!region || region.isLost) {
    const known = regions.all.filter(({ isLost }) => !isLost).map(({ name }) => name);
    const reason = `the range has no such region; it has: ${known.join(', ') || 'none'}`;
    throw new SteadyError('FAULT_UNKNOWN', { fault: `region-down ${wanted}`, reason });
  }
  await region.lose();
  return { text: `${wanted} is lost for good`, over: Promise.resolve(), clear: async () => {} };
}
