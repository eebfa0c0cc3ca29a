import type {
  BackupVaultListMember,
  CopyJob as CopyJobShape,
  DescribeBackupJobOutput,
  DescribeRestoreJobOutput,
  RecoveryPointByBackupVault,
} from '@aws-sdk/client-backup';
import type { BackupJob, CopyJob, Job, RestoreJob } from './jobs.ts';
import type { RecoveryPoint, Vault } from './vaults.ts';

const RDS = 'RDS';

export function vaultView(vault: Vault): BackupVaultListMember {
  return {
    BackupVaultName: vault.name,
    BackupVaultArn: vault.arn,
    VaultType: 'BACKUP_VAULT',
    VaultState: 'AVAILABLE',
    CreationDate: new Date(vault.createdAt),
    NumberOfRecoveryPoints: vault.points.length,
    Locked: false,
  };
}

export function pointView(point: RecoveryPoint): RecoveryPointByBackupVault {
  const { vault, copiedFrom, lastRestoredAt } = point;
  return {
    RecoveryPointArn: point.arn,
    BackupVaultName: vault.name,
    BackupVaultArn: vault.arn,
    SourceBackupVaultArn: copiedFrom?.arn,
    ResourceArn: point.resourceArn,
    ResourceName: point.database.identifier,
    ResourceType: RDS,
    IamRoleArn: point.iamRoleArn,
    Status: 'COMPLETED',
    CreationDate: new Date(point.createdAt),
    InitiationDate: new Date(point.createdAt),
    CompletionDate: new Date(point.completedAt),
    BackupSizeInBytes: point.backup.bytes,
    IsEncrypted: false,
    IsParent: false,
    LastRestoreTime: lastRestoredAt === null ? undefined : new Date(lastRestoredAt),
    VaultType: 'BACKUP_VAULT',
  };
}

export function backupJobView(job: BackupJob, account: string): DescribeBackupJobOutput {
  return {
    ...common(job, account),
    BackupJobId: job.id,
    BackupVaultName: job.vault.name,
    BackupVaultArn: job.vault.arn,
    RecoveryPointArn: job.pointArn,
    ResourceArn: job.resourceArn,
    ResourceType: RDS,
    State: job.state,
    PercentDone: percentOf(job),
    BackupSizeInBytes: job.point?.backup.bytes,
    BytesTransferred: job.point?.backup.bytes,
    IsEncrypted: false,
    IsParent: false,
  };
}

export function copyJobView(job: CopyJob, account: string): CopyJobShape {
  return {
    ...common(job, account),
    CopyJobId: job.id,
    SourceBackupVaultArn: job.source.vault.arn,
    SourceRecoveryPointArn: job.source.arn,
    DestinationBackupVaultArn: job.destination.arn,
    DestinationRecoveryPointArn: job.point?.arn,
    ResourceArn: job.source.resourceArn,
    ResourceType: RDS,
    State: job.state,
    BackupSizeInBytes: job.source.backup.bytes,
    IsParent: false,
  };
}

export function restoreJobView(job: RestoreJob, account: string): DescribeRestoreJobOutput {
  return {
    ...common(job, account),
    RestoreJobId: job.id,
    RecoveryPointArn: job.point.arn,
    SourceResourceArn: job.point.resourceArn,
    BackupVaultArn: job.point.vault.arn,
    // A restore job that was accepted and not begun is PENDING; the others are CREATED.
    Status: job.state === 'CREATED' ? 'PENDING' : job.state,
    PercentDone: percentOf(job),
    BackupSizeInBytes: job.point.backup.bytes,
    CreatedResourceArn: job.createdArn,
    ResourceType: RDS,
    RecoveryPointCreationDate: new Date(job.point.createdAt),
    IsParent: false,
  };
}

function common({ createdAt, completedAt, iamRoleArn, message }: Job, account: string) {
  return {
    AccountId: account,
    CreationDate: new Date(createdAt),
    CompletionDate: completedAt === null ? undefined : new Date(completedAt),
    IamRoleArn: iamRoleArn,
    StatusMessage: message,
  };
}

function percentOf({ state }: Job): string {
  return state === 'COMPLETED' ? '100.00%' : '0.00%';
}
