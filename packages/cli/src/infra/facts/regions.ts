import type { Stack } from '@steadyhand/contracts';

/** Regions besides the stack's own in which some of its resources stand. */
export function otherRegions({ region: own, backupVaults, alarms }: Stack): string[] {
  const regions = [...backupVaults, ...alarms].flatMap(({ region }) => region ?? []);
  return [...new Set(regions)].filter((region) => region !== own).sort();
}

/** Undefined for the stack's own region, as resources have it. */
export function elsewhere({ region: own }: Stack, region: string | undefined): string | undefined {
  return region === own ? undefined : region;
}
