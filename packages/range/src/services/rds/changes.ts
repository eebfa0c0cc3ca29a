/** Changes of an instance that take a while. Each shows its status at once and resolves when it is done. */

import { tuningOf } from './classes.ts';
import { availableDatabase, type DatabaseSpec, type Instance, type InstanceStatus } from './instance.ts';
import type { Instances } from './instances.ts';

export interface Changes {
  instanceClass?: string;
  multiAz?: boolean;
  backupRetentionDays?: number;
  password?: string;
}

/** Carries the changes out one after the other; the instance is `available` again when all are done. */
export function applyChanges(instances: Instances, instance: Instance, changes: Changes): Promise<void> {
  const { password, ...others } = changes;
  const work = { ...others, ...(password !== undefined && { password }) };
  if (Object.keys(work).length === 0) return Promise.resolve();
  const status = Object.keys(others).length > 0 ? 'modifying' : 'resetting-master-credentials';
  return whileIn(instance, status, async () => {
    if (password !== undefined) await resetPassword(instances, instance, password);
    if (changes.multiAz === true) await convert(instances, instance, true);
    if (changes.instanceClass !== undefined) await changeClass(instances, instance, changes.instanceClass);
    if (changes.multiAz === false) await convert(instances, instance, false);
    if (changes.backupRetentionDays !== undefined) {
      await changeRetention(instances, instance, changes.backupRetentionDays);
    }
  });
}

/** Restarts the server, on the other host when asked for. */
export function reboot(instances: Instances, instance: Instance, forceFailover: boolean): Promise<void> {
  return whileIn(instance, 'rebooting', async () => {
    if (forceFailover) return failOver(instances, instance);
    await databaseOf(instance).restart();
    instances.note(instance, 'availability', 'DB instance restarted');
  });
}

async function whileIn(instance: Instance, status: InstanceStatus, work: () => Promise<void>): Promise<void> {
  instance.status = status;
  try {
    await work();
    instance.status = 'available';
  } catch (error) {
    instance.status = 'failed';
    throw error;
  }
}

async function resetPassword(instances: Instances, instance: Instance, password: string): Promise<void> {
  await databaseOf(instance).setPassword(instance.spec.username, password);
  instance.password = password;
  instances.note(instance, 'configuration change', 'Reset master credentials');
}

async function changeClass(instances: Instances, instance: Instance, instanceClass: string): Promise<void> {
  const { spec, declared } = instance;
  const tuning = tuningOf(instanceClass, spec.engineVersion, declared);
  instances.note(instance, 'configuration change', 'Applying modification to database instance class');
  if (databaseOf(instance).hasStandby) await failOver(instances, instance, tuning);
  else {
    await databaseOf(instance).restart({ tuning });
    instances.note(instance, 'availability', 'DB instance restarted');
  }
  change(instance, { instanceClass });
  instances.note(instance, 'configuration change', 'Finished applying modification to DB instance class');
}

async function failOver(instances: Instances, instance: Instance, tuning = databaseOf(instance).tuning): Promise<void> {
  instances.note(instance, 'failover', 'Multi-AZ instance failover started.');
  await databaseOf(instance).failover(tuning);
  instances.noteRecovery(instance, 'failover');
}

async function convert(instances: Instances, instance: Instance, multiAz: boolean): Promise<void> {
  const to = `convert to a ${multiAz ? 'Multi-AZ' : 'standard (Single-AZ)'} DB instance`;
  instances.note(instance, 'configuration change', `Applying modification to ${to}`);
  await databaseOf(instance).setStandby(multiAz);
  change(instance, { multiAz });
  instances.note(instance, 'configuration change', `Finished applying modification to ${to}`);
}

/** Between none and some the server restarts, as it does on RDS. */
async function changeRetention(instances: Instances, instance: Instance, backupRetentionDays: number): Promise<void> {
  const enabled = backupRetentionDays > 0;
  if (enabled !== instance.spec.backupRetentionDays > 0) {
    await databaseOf(instance).restart({ archived: enabled });
    instances.note(
      instance,
      'configuration change',
      `Automatic backups for this DB instance have been ${enabled ? 'enabled' : 'disabled'}.`,
    );
  }
  change(instance, { backupRetentionDays });
}

function change(instance: Instance, changes: Partial<DatabaseSpec>): void {
  instance.spec = { ...instance.spec, ...changes };
}

/** Of an instance that was found available when the change began. */
function databaseOf(instance: Instance) {
  return availableDatabase({ ...instance, status: 'available' });
}
