import type { Jobs } from './jobs.ts';
import type { Vault } from './vaults.ts';
import type { BackupWorld } from './world.ts';

/** What is backed up by itself: a database into a vault of its own region, and from there into others. */
export interface Plan {
  databaseArn: string;
  into: Vault;
  copyTo: readonly Vault[];
  /** On the range's clock. */
  everySeconds: number;
}

/** The role in whose name AWS Backup acts when nobody asks it to. */
function planRole(account: string): string {
  return `arn:aws:iam::${account}:role/service-role/AWSBackupDefaultServiceRole`;
}

/** How long, on the range's clock, until a database that is not available is looked at again. */
const PATIENCE_MS = 5000;

export interface FollowOptions {
  world: BackupWorld;
  jobs: Jobs;
  signal: AbortSignal;
}

/** Takes a recovery point at once and then again and again, until the signal aborts. A job that fails is in the list of jobs. */
export async function followPlan(plan: Plan, { world, jobs, signal }: FollowOptions): Promise<void> {
  const { clock, account, databases } = world;
  const role = planRole(account);
  while (!signal.aborted) {
    if (!databases.find(plan.databaseArn)) {
      await clock.sleep(PATIENCE_MS, signal).catch(() => {});
      continue;
    }
    const { job, over } = jobs.startBackup(plan.into, plan.databaseArn, role);
    await over;
    const { point } = job;
    if (point && !signal.aborted) {
      await Promise.all(plan.copyTo.map((vault) => jobs.startCopy(point, vault, role).over));
    }
    await clock.sleep(plan.everySeconds * 1000, signal).catch(() => {});
  }
}
