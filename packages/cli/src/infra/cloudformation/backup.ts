import { attributesOf, type Exporting } from '../exporting.ts';
import { backupPlans } from '../facts/backup-plans.ts';
import { elsewhere } from '../facts/regions.ts';
import type { Resource } from '../tree.ts';
import { of } from './refs.ts';
import { resource } from './resource.ts';

export function backupVaults(exporting: Exporting): Resource[] {
  const { stack, attribute, input } = exporting;
  const vaultArn = attributesOf(exporting, 'backupVault', 'arn');
  const vaults = stack.backupVaults.map(({ id, name, region }) =>
    resource('BackupVault', id, {
      region: elsewhere(stack, region),
      body: { BackupVaultName: name },
      attributes: { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
    }),
  );
  const plans = backupPlans(stack).flatMap(({ database, name, rules }) => [
    resource('BackupPlan', database, {
      body: {
        BackupPlan: {
          BackupPlanName: name,
          BackupPlanRule: rules.map((rule) => ({
            RuleName: rule.name,
            TargetBackupVault: attribute('backupVault', rule.vault, 'name'),
            ScheduleExpression: rule.schedule,
            CopyActions: rule.copies.map((vault) => ({ DestinationBackupVaultArn: vaultArn(vault) })),
          })),
        },
      },
    }),
    resource('BackupSelection', database, {
      body: {
        BackupPlanId: of('BackupPlan', database),
        BackupSelection: {
          SelectionName: name,
          IamRoleArn: input('backup-role-arn'),
          Resources: [attribute('database', database, 'arn')],
        },
      },
    }),
  ]);
  return [...vaults, ...plans];
}
