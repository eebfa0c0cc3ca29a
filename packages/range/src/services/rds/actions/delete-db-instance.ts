import type { DeleteDBInstanceMessage, DeleteDBInstanceResult } from '@aws-sdk/client-rds';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { invalidCombination, refuseIdle } from '../checks.ts';
import type { Instance } from '../instance.ts';
import { instanceView } from '../instance-view.ts';
import type { RdsWorld } from '../world.ts';

const ACTING = ['DBInstanceIdentifier', 'SkipFinalSnapshot', 'FinalDBSnapshotIdentifier', 'DeleteAutomatedBackups'];

export function deleteDbInstance(world: RdsWorld, input: Checked<DeleteDBInstanceMessage>): DeleteDBInstanceResult {
  refuseIdle('DeleteDBInstance', input, ACTING);
  if (input.DeleteAutomatedBackups === false) {
    throw new AwsError('NotImplemented', 'rds retained automated backups are not implemented in this range.', 501);
  }
  const instance = world.instances.get(input.DBInstanceIdentifier);
  if (instance.deletionProtection) {
    throw invalidCombination('Cannot delete protected DB Instance, please disable deletion protection and try again.');
  }
  if (instance.status === 'deleting' || instance.status === 'creating') {
    throw new AwsError(
      'InvalidDBInstanceState',
      `Instance ${instance.spec.identifier} is already being ${instance.status === 'deleting' ? 'deleted' : 'created'}.`,
    );
  }
  const { SkipFinalSnapshot: skip = false, FinalDBSnapshotIdentifier: final } = input;
  if (!skip && final === undefined) {
    throw invalidCombination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  }
  if (skip && final !== undefined) {
    throw invalidCombination('FinalDBSnapshotIdentifier cannot be specified when SkipFinalSnapshot is enabled.');
  }
  const snapshot =
    final === undefined ? undefined : world.snapshots.create('FinalDBSnapshotIdentifier', final, instance);
  void remove(world, instance, snapshot?.taken);
  return { DBInstance: { ...instanceView(world.instances, instance), DBInstanceStatus: 'deleting' } };
}

async function remove({ instances }: RdsWorld, instance: Instance, snapshot: Promise<void> | undefined): Promise<void> {
  try {
    await snapshot;
    instance.status = 'deleting';
    await instances.remove(instance);
    instances.note(instance, 'deletion', 'DB instance deleted');
  } catch {
    instance.status = 'failed';
  }
}
