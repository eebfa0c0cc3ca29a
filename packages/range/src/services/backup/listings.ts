import type {
  ListBackupVaultsInput,
  ListBackupVaultsOutput,
  ListRecoveryPointsByBackupVaultInput,
  ListRecoveryPointsByBackupVaultOutput,
  ListRestoreJobsInput,
  ListRestoreJobsOutput,
} from '@aws-sdk/client-backup';
import { AwsError, type Checked } from '../../wire/service.ts';
import { page } from '../page.ts';
import type { Jobs, RestoreJob } from './jobs.ts';
import { pointView, restoreJobView, vaultView } from './views.ts';
import type { BackupWorld } from './world.ts';

const LISTED_DEFAULT = 1000;
const RDS = 'RDS';

interface Paging {
  NextToken?: string | undefined;
  MaxResults?: number | undefined;
}

export function listBackupVaults(
  { vaults, region }: BackupWorld,
  input: Checked<ListBackupVaultsInput>,
): ListBackupVaultsOutput {
  const { ByVaultType: type = 'BACKUP_VAULT', ByShared: shared = false } = input;
  const found = type === 'BACKUP_VAULT' && !shared ? vaults.in(region) : [];
  const { items, nextToken } = paged(found, input);
  return { BackupVaultList: items.map(vaultView), NextToken: nextToken };
}

export function listRecoveryPoints(
  world: BackupWorld,
  input: Checked<ListRecoveryPointsByBackupVaultInput>,
): ListRecoveryPointsByBackupVaultOutput {
  refuse('ListRecoveryPointsByBackupVault', input, ['ByBackupPlanId', 'ByParentRecoveryPointArn']);
  checkAccount(world, input.BackupVaultAccountId);
  const { ByResourceArn: arn, ByResourceType: type } = input;
  const found = world.vaults
    .get(world.region, input.BackupVaultName)
    .points.filter((point) => arn === undefined || point.resourceArn === arn)
    .filter(() => type === undefined || type === RDS)
    .filter(({ createdAt }) => isBetween(createdAt, input.ByCreatedAfter, input.ByCreatedBefore));
  const { items, nextToken } = paged(found, input);
  return { RecoveryPoints: items.map(pointView), NextToken: nextToken };
}

export function listRestoreJobs(
  { account }: BackupWorld,
  jobs: Jobs,
  input: Checked<ListRestoreJobsInput>,
): ListRestoreJobsOutput {
  refuse('ListRestoreJobs', input, ['ByRestoreTestingPlanArn', 'ByParentJobId']);
  const fits = (job: RestoreJob) =>
    (input.ByAccountId === undefined || input.ByAccountId === account) &&
    (input.ByResourceType === undefined || input.ByResourceType === RDS) &&
    (input.ByStatus === undefined || restoreJobView(job, account).Status === input.ByStatus) &&
    isBetween(job.createdAt, input.ByCreatedAfter, input.ByCreatedBefore) &&
    isBetween(job.completedAt, input.ByCompleteAfter, input.ByCompleteBefore);
  const { items, nextToken } = paged([...jobs.restores.values()].reverse().filter(fits), input);
  return { RestoreJobs: items.map((job) => restoreJobView(job, account)), NextToken: nextToken };
}

/** @throws {AwsError} for vaults of other accounts, which this range does not have. */
export function checkAccount({ account }: BackupWorld, wanted: string | undefined): void {
  if (wanted === undefined || wanted === account) return;
  throw new AwsError(
    'AccessDeniedException',
    `Insufficient privileges to perform this action on account ${wanted}.`,
    403,
  );
}

export function refuse(operation: string, input: object, names: readonly string[]): void {
  const given = names.find((name) => (input as Record<string, unknown>)[name] !== undefined);
  if (!given) return;
  throw new AwsError('NotImplemented', `backup ${operation} with ${given} is not implemented in this range.`, 501);
}

function isBetween(at: number | null, after: Date | undefined, before: Date | undefined): boolean {
  if (after === undefined && before === undefined) return true;
  return at !== null && at > (after?.getTime() ?? -Infinity) && at < (before?.getTime() ?? Infinity);
}

function paged<T>(items: readonly T[], { MaxResults = LISTED_DEFAULT, NextToken }: Paging) {
  return page(items, { limit: MaxResults, token: NextToken, invalidToken: 'InvalidParameterValueException' });
}
