import type { Stack } from '@steadyhand/contracts';

export interface Configuration {
  region: string;
  /** An instance that is there already, in place of the first database of the stack. */
  databaseIdentifier: string | undefined;
}

/** The system's stack as it is for a region. Vaults stay where they are, and are filled from their own region alone. */
export function configuredStack(stack: Stack, { region, databaseIdentifier }: Configuration): Stack {
  const databases = stack.databases.map((database, index) =>
    index === 0 && databaseIdentifier !== undefined ? { ...database, identifier: databaseIdentifier } : database,
  );
  if (region === stack.region) return { ...stack, databases };
  const backupVaults = stack.backupVaults.map((vault) => ({
    ...vault,
    region: vault.region ?? stack.region,
    databases: [],
  }));
  // Those that watch from there were there before.
  const alarms = stack.alarms.filter((alarm) => alarm.region === undefined);
  return { ...stack, region, recoveryRegion: stack.region, databases, backupVaults, alarms };
}
