import { declareAlarms } from '../declare-watching.ts';
import type { GlobalAws } from '../global-aws.ts';
import type { FindService } from '../wire/dispatch.ts';
import { AwsError } from '../wire/service.ts';
import type { Region } from './region.ts';

/** The regions of a range: its own and, where the stack names one, that in which it can be brought up again. */
export interface Regions {
  readonly primary: Region;
  readonly all: readonly Region[];
  find(name: string): Region | undefined;
}

export function regionsOf(primary: Region, recovery: Region | null): Regions {
  const all = recovery ? [primary, recovery] : [primary];
  return { primary, all, find: (name) => all.find((region) => region.name === name) };
}

/** Declares the alarms of the range's own stack that watch from other regions. */
export function declareAlarmsElsewhere({ primary, all }: Regions): void {
  const { deployed } = primary;
  if (!deployed) return;
  for (const region of all.filter((candidate) => candidate !== primary)) {
    declareAlarms(region.aws, deployed.stack, { values: deployed.values, region: region.name });
  }
}

/** Services by the region of the caller's signature; a request without one is for the range's own region. */
export function serviceDirectory(regions: Regions, { services }: GlobalAws): FindService {
  return async (client, name) => {
    const global = services.find((service) => service.client === client);
    if (global) return global;
    const region = name === '' ? regions.primary : regions.find(name);
    if (!region) throw unknownRegion(name, regions);
    if (region.isLost) return outage(region);
    return region.aws.services.find((service) => service.client === client);
  };
}

/** Clients wait a little before they learn of an outage, in wall time, and try again as theirs is. */
const OUTAGE_WAIT_MS = 500;

async function outage({ site, name }: Region): Promise<never> {
  await site.machine.clock.sleep(OUTAGE_WAIT_MS);
  throw new AwsError('ServiceUnavailable', `The service is unavailable: ${name} has an outage.`, 503);
}

function unknownRegion(name: string, { all }: Regions): AwsError {
  const known = all.map((region) => region.name).join(' and ');
  return new AwsError('OptInRequired', `The region ${name} is not in this range, which has ${known}.`, 403);
}
