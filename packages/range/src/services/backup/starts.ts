import type {
  StartBackupJobInput,
  StartBackupJobOutput,
  StartCopyJobInput,
  StartCopyJobOutput,
  StartRestoreJobInput,
  StartRestoreJobOutput,
} from '@aws-sdk/client-backup';
import { AwsError, type Checked } from '../../wire/service.ts';
import type { Jobs } from './jobs.ts';
import { refuse } from './listings.ts';
import { restoredDatabase } from './restore-metadata.ts';
import type { BackupWorld } from './world.ts';

export function startBackupJob(
  world: BackupWorld,
  jobs: Jobs,
  input: Checked<StartBackupJobInput>,
): StartBackupJobOutput {
  refuse('StartBackupJob', input, ['Lifecycle', 'BackupOptions', 'Index', 'LogicallyAirGappedBackupVaultArn']);
  refuse('StartBackupJob', input, ['RecoveryPointTags', 'StartWindowMinutes', 'CompleteWindowMinutes']);
  checkRole(world, input.IamRoleArn);
  const vault = world.vaults.get(world.region, input.BackupVaultName);
  const start = () => jobs.startBackup(vault, input.ResourceArn, input.IamRoleArn).job;
  const job = jobs.once('backup', input.IdempotencyToken, start);
  return {
    BackupJobId: job.id,
    RecoveryPointArn: job.pointArn,
    CreationDate: new Date(job.createdAt),
    IsParent: false,
  };
}

export function startCopyJob(world: BackupWorld, jobs: Jobs, input: Checked<StartCopyJobInput>): StartCopyJobOutput {
  refuse('StartCopyJob', input, ['Lifecycle']);
  checkRole(world, input.IamRoleArn);
  const point = world.vaults.point(world.region, input.RecoveryPointArn, input.SourceBackupVaultName);
  const destination = world.vaults.byArn(input.DestinationBackupVaultArn);
  if (!destination) {
    throw new AwsError('ResourceNotFoundException', `Backup vault ${input.DestinationBackupVaultArn} does not exist.`);
  }
  const start = () => jobs.startCopy(point, destination, input.IamRoleArn).job;
  const job = jobs.once('copy', input.IdempotencyToken, start);
  return { CopyJobId: job.id, CreationDate: new Date(job.createdAt), IsParent: false };
}

export function startRestoreJob(
  world: BackupWorld,
  jobs: Jobs,
  input: Checked<StartRestoreJobInput>,
): StartRestoreJobOutput {
  const { RecoveryPointArn, Metadata, IamRoleArn, IdempotencyToken, ResourceType = 'RDS' } = input;
  if (IamRoleArn === undefined) {
    throw new AwsError('MissingParameterValueException', 'The IAM role ARN is required to restore this resource type.');
  }
  checkRole(world, IamRoleArn);
  if (ResourceType !== 'RDS') {
    throw new AwsError('InvalidParameterValueException', `The recovery point is not one of ${ResourceType}.`);
  }
  const point = world.vaults.point(world.region, RecoveryPointArn);
  const database = restoredDatabase(point, Metadata);
  const job = jobs.once('restore', IdempotencyToken, () => jobs.startRestore(point, database, IamRoleArn));
  return { RestoreJobId: job.id };
}

/** Whether the role may do it is not looked at: in a range every role may do everything. */
function checkRole({ account }: BackupWorld, arn: string): void {
  if (new RegExp(`^arn:aws:iam::${account}:role/.+$`).test(arn)) return;
  const what = `IAM Role ${arn} is not a role of this account (arn:aws:iam::${account}:role/NAME).`;
  throw new AwsError('InvalidParameterValueException', what);
}
