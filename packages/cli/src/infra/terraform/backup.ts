import { attributesOf, type Exporting } from '../exporting.ts';
import { backupPlans } from '../facts/backup-plans.ts';
import { elsewhere } from '../facts/regions.ts';
import type { Resource } from '../tree.ts';
import { of } from './refs.ts';

export function backupVaults(exporting: Exporting): Resource[] {
  const { stack, attribute, input } = exporting;
  const vaultArn = attributesOf(exporting, 'backupVault', 'arn');
  const vaults = stack.backupVaults.map(({ id, name, region }) => ({
    type: 'aws_backup_vault',
    name: id,
    region: elsewhere(stack, region),
    body: { name },
  }));
  const plans = backupPlans(stack).flatMap(({ database, name, rules }) => [
    {
      type: 'aws_backup_plan',
      name: database,
      body: {
        name,
        rule: rules.map((rule) => ({
          rule_name: rule.name,
          target_vault_name: attribute('backupVault', rule.vault, 'name'),
          schedule: rule.schedule,
          copy_action: rule.copies.map((vault) => ({ destination_vault_arn: vaultArn(vault) })),
        })),
      },
    },
    {
      type: 'aws_backup_selection',
      name: database,
      body: {
        name,
        plan_id: of('aws_backup_plan', database, 'id'),
        iam_role_arn: input('backup-role-arn'),
        resources: [attribute('database', database, 'arn')],
      },
    },
  ]);
  return [...vaults, ...plans];
}
