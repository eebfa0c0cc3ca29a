import type { Stack } from '@steadyhand/contracts';
import { bootRegion } from './boot-region.ts';
import type { Region } from './region.ts';
import { updateRegion } from './update-region.ts';

/** Makes a region be as a stack says: booted when nothing is there yet, else pointed at other databases. */
export async function applyStack(
  region: Region,
  stack: Stack,
  { endpoint, signal }: { endpoint: string; signal: AbortSignal },
): Promise<void> {
  if (region.deployed) return updateRegion(region, stack, signal);
  // What was made before a failure stays, as it does on AWS.
  await bootRegion(region, { stack, endpoint, signal, onProgress: () => {}, giveUp: () => {} });
}
