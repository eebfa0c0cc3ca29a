import type { ModifyDBInstanceMessage, ModifyDBInstanceResult } from '@aws-sdk/client-rds';
import type { Checked } from '../../../wire/service.ts';
import { applyChanges, type Changes } from '../changes.ts';
import { invalid, masterPassword, refuseIdle, retentionDays } from '../checks.ts';
import { instanceClass } from '../classes.ts';
import { availableDatabase, type Instance, type PendingChanges } from '../instance.ts';
import { instanceView } from '../instance-view.ts';
import type { RdsWorld } from '../world.ts';

const ACTING = [
  'DBInstanceIdentifier',
  'ApplyImmediately',
  'DBInstanceClass',
  'MultiAZ',
  'BackupRetentionPeriod',
  'MasterUserPassword',
  'VpcSecurityGroupIds',
  'DeletionProtection',
];

/** Class, Multi-AZ and retention wait for ApplyImmediately; everything else is done at once, as on RDS. */
export async function modifyDbInstance(
  world: RdsWorld,
  input: Checked<ModifyDBInstanceMessage>,
): Promise<ModifyDBInstanceResult> {
  refuseIdle('ModifyDBInstance', input, ACTING);
  const { instances } = world;
  const instance = instances.get(input.DBInstanceIdentifier);
  availableDatabase(instance);
  const wanted = wantedOf(instance, input);
  const groupIds = input.VpcSecurityGroupIds && knownGroups(world, input.VpcSecurityGroupIds);
  const password = input.MasterUserPassword === undefined ? {} : { password: masterPassword(input.MasterUserPassword) };
  if (groupIds) {
    instance.groupIds = groupIds;
    await instance.door?.guard(groupIds);
  }
  if (input.DeletionProtection !== undefined) instance.deletionProtection = input.DeletionProtection;
  instance.pending = { ...instance.pending, ...wanted };
  const view = instanceView(instances, instance);
  const now: Changes = { ...(input.ApplyImmediately ? instance.pending : {}), ...password };
  if (input.ApplyImmediately) instance.pending = {};
  applyChanges(instances, instance, now).catch(() => {});
  return { DBInstance: view };
}

/** What differs from how the instance is. */
function wantedOf({ spec }: Instance, input: Checked<ModifyDBInstanceMessage>): PendingChanges {
  const { DBInstanceClass, MultiAZ, BackupRetentionPeriod } = input;
  const days = BackupRetentionPeriod === undefined ? undefined : retentionDays(BackupRetentionPeriod);
  if (DBInstanceClass !== undefined) instanceClass(DBInstanceClass, spec.engineVersion);
  return {
    ...(DBInstanceClass !== undefined && DBInstanceClass !== spec.instanceClass && { instanceClass: DBInstanceClass }),
    ...(MultiAZ !== undefined && MultiAZ !== spec.multiAz && { multiAz: MultiAZ }),
    ...(days !== undefined && days !== spec.backupRetentionDays && { backupRetentionDays: days }),
  };
}

/** @throws {AwsError} InvalidParameterValue for a group that the region does not have */
export function knownGroups({ securityGroups }: RdsWorld, ids: readonly string[]): readonly string[] {
  const unknown = ids.find((id) => !securityGroups.find(id));
  if (unknown === undefined) return ids;
  throw invalid(`Invalid security group , groupId= ${unknown}, groupName=.`);
}
