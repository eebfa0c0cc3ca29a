import type { RebootDBInstanceMessage, RebootDBInstanceResult } from '@aws-sdk/client-rds';
import type { Checked } from '../../../wire/service.ts';
import { reboot } from '../changes.ts';
import { invalidCombination } from '../checks.ts';
import { availableDatabase } from '../instance.ts';
import { instanceView } from '../instance-view.ts';
import type { RdsWorld } from '../world.ts';

export function rebootDbInstance(
  { instances }: RdsWorld,
  input: Checked<RebootDBInstanceMessage>,
): RebootDBInstanceResult {
  const instance = instances.get(input.DBInstanceIdentifier);
  const database = availableDatabase(instance);
  const forceFailover = input.ForceFailover === true;
  if (forceFailover && !database.hasStandby) {
    throw invalidCombination('Cannot specify ForceFailover when MultiAZ is not enabled');
  }
  reboot(instances, instance, forceFailover).catch(() => {});
  return { DBInstance: instanceView(instances, instance) };
}
