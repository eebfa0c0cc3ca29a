import { type Clock, type Stack, SteadyError } from '@steadyhand/contracts';
import type { Names } from '../../world/names.ts';
import type { Plan } from './plan.ts';
import type { Vault, Vaults } from './vaults.ts';

/** Where backups go when the stack names no vault in the database's own region, as AWS calls it. */
const DEFAULT_VAULT = 'Default';

export interface StackVaults {
  stack: Stack;
  names: Names;
  vaults: Vaults;
  clock: Clock;
  /** The stack's module, for messages. */
  stackFile: string;
}

/** Makes the vaults that a stack declares, in whichever region they are. Throws STACK_INVALID for another region. */
export function declareVaults(options: StackVaults): void {
  const { stack, stackFile } = options;
  const regions = [stack.region, stack.recoveryRegion];
  for (const { name, region = stack.region, subnetGroups } of stack.backupVaults) {
    if (!regions.includes(region)) {
      const problems = `backup vault ${name} is in ${region}, which is neither the region nor the recovery region`;
      throw new SteadyError('STACK_INVALID', { file: stackFile, problems });
    }
    vaultIn(options, name, { region, subnetGroups });
  }
}

/** How each database is backed up: into a vault of its own region, and from there into those of others. */
export function plansOf(options: StackVaults): Plan[] {
  const { stack, names } = options;
  return stack.databases.flatMap(({ id, identifier }) => {
    const wanted = stack.backupVaults.filter(({ databases }) => databases.includes(id));
    if (wanted.length === 0) return [];
    const isHere = ({ region }: { region?: string | undefined }) => (region ?? stack.region) === stack.region;
    const home = wanted.find(isHere);
    const place = { region: stack.region, subnetGroups: home?.subnetGroups ?? [] };
    return {
      databaseArn: names.database(identifier),
      into: vaultIn(options, home?.name ?? DEFAULT_VAULT, place),
      copyTo: wanted
        .filter((vault) => !isHere(vault))
        .map((vault) => vaultIn(options, vault.name, placeOf(vault, stack))),
      everySeconds: Math.min(...wanted.map(({ everySeconds }) => everySeconds)),
    };
  });
}

function placeOf({ region = '', subnetGroups }: Stack['backupVaults'][number], stack: Stack) {
  return { region: region || stack.region, subnetGroups };
}

function vaultIn(
  { names, vaults, clock }: StackVaults,
  name: string,
  { region, subnetGroups }: Pick<Vault, 'region' | 'subnetGroups'>,
): Vault {
  const arn = names.backupVault(name, region);
  return vaults.declare({ name, region, arn, createdAt: clock.now(), subnetGroups, points: [] });
}
