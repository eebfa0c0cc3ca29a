import { AwsError, type Handlers, type RangeService } from '../../wire/service.ts';
import { type Job, Jobs } from './jobs.ts';
import { checkAccount, listBackupVaults, listRecoveryPoints, listRestoreJobs } from './listings.ts';
import { followPlan, type Plan } from './plan.ts';
import { metadataOf } from './restore-metadata.ts';
import { startBackupJob, startCopyJob, startRestoreJob } from './starts.ts';
import { backupJobView, copyJobView, pointView, restoreJobView, vaultView } from './views.ts';
import type { BackupWorld } from './world.ts';

export interface Backups {
  service: RangeService;
  /** Backs a database up at once and from then on regularly. */
  follow(plan: Plan): void;
  /** Ends the plans. */
  stop(): void;
}

/** AWS Backup of one region: recovery points are real copies of databases, in vaults that outlive regions. */
export function createBackup(world: BackupWorld): Backups {
  const stopping = new AbortController();
  const jobs = new Jobs(world);
  return {
    service: { client: 'backup', load: () => import('@aws-sdk/client-backup'), handlers: handlersOf(world, jobs) },
    follow: (plan) => void followPlan(plan, { world, jobs, signal: stopping.signal }),
    stop: () => stopping.abort(),
  };
}

function handlersOf(world: BackupWorld, jobs: Jobs): Handlers<typeof import('@aws-sdk/client-backup')> {
  const { vaults, region, account } = world;
  return {
    ListBackupVaults: (input) => listBackupVaults(world, input),
    DescribeBackupVault(input) {
      checkAccount(world, input.BackupVaultAccountId);
      return vaultView(vaults.get(region, input.BackupVaultName));
    },
    ListRecoveryPointsByBackupVault: (input) => listRecoveryPoints(world, input),
    DescribeRecoveryPoint(input) {
      checkAccount(world, input.BackupVaultAccountId);
      const point = vaults.point(region, input.RecoveryPointArn, input.BackupVaultName);
      return { ...pointView(point), StorageClass: 'WARM' };
    },
    GetRecoveryPointRestoreMetadata(input) {
      checkAccount(world, input.BackupVaultAccountId);
      const point = vaults.point(region, input.RecoveryPointArn, input.BackupVaultName);
      return {
        BackupVaultArn: point.vault.arn,
        RecoveryPointArn: point.arn,
        RestoreMetadata: metadataOf(point),
        ResourceType: 'RDS',
      };
    },
    StartBackupJob: (input) => startBackupJob(world, jobs, input),
    DescribeBackupJob: (input) => backupJobView(job(jobs.backups, input.BackupJobId), account),
    StartCopyJob: (input) => startCopyJob(world, jobs, input),
    DescribeCopyJob: (input) => ({ CopyJob: copyJobView(job(jobs.copies, input.CopyJobId), account) }),
    StartRestoreJob: (input) => startRestoreJob(world, jobs, input),
    DescribeRestoreJob: (input) => restoreJobView(job(jobs.restores, input.RestoreJobId), account),
    ListRestoreJobs: (input) => listRestoreJobs(world, jobs, input),
  };
}

function job<T extends Job>(jobs: ReadonlyMap<string, T>, id: string): T {
  const found = jobs.get(id);
  if (found) return found;
  throw new AwsError('ResourceNotFoundException', `Job ${id} does not exist.`);
}
