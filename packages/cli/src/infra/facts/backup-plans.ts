import type { Stack } from '@steadyhand/contracts';
import { notExportable } from '../find.ts';

type Vault = Stack['backupVaults'][number];

/** The plan of one database: into which vaults it is backed up, and to which each point is copied. */
export interface BackupPlan {
  database: string;
  name: string;
  rules: { name: string; vault: string; schedule: string; copies: string[] }[];
}

/** AWS Backup writes into vaults of the database's own region and copies from there. */
export function backupPlans({ databases, backupVaults, region }: Stack): BackupPlan[] {
  return databases.flatMap(({ id, identifier }) => {
    const vaults = backupVaults.filter((vault) => vault.databases.includes(id));
    const isLocal = (vault: Vault) => (vault.region ?? region) === region;
    const local = vaults.filter(isLocal);
    const remote = vaults.filter((vault) => !isLocal(vault));
    const rules = local.map((vault) => ruleOf(vault, vault));
    for (const vault of remote) {
      const [first] = local;
      if (!first)
        throw notExportable(`The backup vault ${vault.name}`, `no vault in ${region} has ${identifier} to copy from`);
      const sameTime = rules.find(({ schedule }) => schedule === scheduleOf(vault));
      if (sameTime) sameTime.copies.push(vault.id);
      else rules.push({ ...ruleOf(first, vault), copies: [vault.id] });
    }
    return rules.length === 0 ? [] : [{ database: id, name: identifier, rules }];
  });
}

function ruleOf(target: Vault, timed: Vault): BackupPlan['rules'][number] {
  return { name: timed.name, vault: target.id, schedule: scheduleOf(timed), copies: [] };
}

const HOUR = 3_600;
const DAY = 24 * HOUR;

/** AWS Backup takes cron expressions, of an hour at least. */
function scheduleOf({ name, everySeconds }: Vault): string {
  if (everySeconds === DAY) return 'cron(0 5 ? * * *)';
  if (everySeconds === 7 * DAY) return 'cron(0 5 ? * 1 *)';
  const hours = everySeconds / HOUR;
  if (Number.isInteger(hours) && hours > 0 && 24 % hours === 0) return `cron(0 0/${hours} ? * * *)`;
  throw notExportable(
    `The backup vault ${name}`,
    `every ${everySeconds} s is no schedule of AWS Backup: a week, a day, or hours that divide a day`,
  );
}
