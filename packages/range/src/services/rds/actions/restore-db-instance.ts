import type {
  RestoreDBInstanceFromDBSnapshotMessage,
  RestoreDBInstanceFromDBSnapshotResult,
  RestoreDBInstanceToPointInTimeMessage,
  RestoreDBInstanceToPointInTimeResult,
} from '@aws-sdk/client-rds';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { invalid, invalidCombination, refuseIdle } from '../checks.ts';
import type { Instance } from '../instance.ts';
import { instanceView, wholeSecond } from '../instance-view.ts';
import { RESTORE_ACTING, restoredInstance } from '../restores.ts';
import type { RdsWorld } from '../world.ts';

export function restoreFromSnapshot(
  world: RdsWorld,
  input: Checked<RestoreDBInstanceFromDBSnapshotMessage>,
): RestoreDBInstanceFromDBSnapshotResult {
  refuseIdle('RestoreDBInstanceFromDBSnapshot', input, [
    'DBInstanceIdentifier',
    'DBSnapshotIdentifier',
    ...RESTORE_ACTING,
  ]);
  const { instances, snapshots } = world;
  const { DBInstanceIdentifier: name, DBSnapshotIdentifier: of, ...request } = input;
  if (of === undefined) throw invalid('The parameter DBSnapshotIdentifier must be provided and must not be blank.');
  const snapshot = snapshots.get(of);
  const { backup } = snapshot;
  if (!backup) {
    throw new AwsError('InvalidDBSnapshotState', `The snapshot ${snapshot.name} is not in the available state.`);
  }
  const wanted = restoredInstance(world, snapshot, { parameter: 'DBInstanceIdentifier', name, request });
  const { instance, ready } = instances.create({ ...wanted, origin: { kind: 'backup', backup } });
  noteWhenReady(world, { instance, ready, message: `Restored from snapshot ${snapshot.name}.` });
  return { DBInstance: instanceView(instances, instance) };
}

export function restoreToPointInTime(
  world: RdsWorld,
  input: Checked<RestoreDBInstanceToPointInTimeMessage>,
): RestoreDBInstanceToPointInTimeResult {
  refuseIdle('RestoreDBInstanceToPointInTime', input, [
    'SourceDBInstanceIdentifier',
    'SourceDbiResourceId',
    'TargetDBInstanceIdentifier',
    'RestoreTime',
    'UseLatestRestorableTime',
    ...RESTORE_ACTING,
  ]);
  const { instances } = world;
  const source = sourceOf(world, input);
  const { TargetDBInstanceIdentifier: name, RestoreTime: time, UseLatestRestorableTime: latest, ...request } = input;
  if (time !== undefined && latest) {
    throw invalidCombination('Cannot specify both RestoreTime and UseLatestRestorableTime.');
  }
  if (time === undefined && !latest) {
    throw invalidCombination('Either RestoreTime or UseLatestRestorableTime must be specified.');
  }
  const wanted = restoredInstance(world, source, { parameter: 'TargetDBInstanceIdentifier', name, request });
  const database = restorableDatabase(source, time);
  const moment = () => database.moment(time === undefined ? null : time.getTime());
  const { instance, ready } = instances.create({ ...wanted, origin: { kind: 'moment', source: moment } });
  const message = `Restored from DB instance ${source.spec.identifier} to ${instance.spec.identifier}.`;
  noteWhenReady(world, { instance, ready, message });
  return { DBInstance: instanceView(instances, instance) };
}

function sourceOf({ instances }: RdsWorld, input: Checked<RestoreDBInstanceToPointInTimeMessage>): Instance {
  const { SourceDBInstanceIdentifier: name, SourceDbiResourceId: resource } = input;
  if (name !== undefined) return instances.get(name);
  const found = instances.all().find(({ resourceId }) => resourceId === resource);
  if (found) return found;
  if (resource !== undefined) throw new AwsError('DBInstanceNotFound', `DBInstance ${resource} not found.`, 404);
  throw invalidCombination('Either SourceDBInstanceIdentifier or SourceDbiResourceId must be specified.');
}

/** The database of an instance that has the moment; the last one when `time` is undefined. */
function restorableDatabase({ database, spec }: Instance, time: Date | undefined) {
  const window = database?.restorable;
  if (!database || !window) {
    throw new AwsError(
      'PointInTimeRestoreNotEnabled',
      `Point in time restore is not enabled for instance ${spec.identifier}: its backup retention period is 0.`,
    );
  }
  const last = wholeSecond(window.to);
  if (time && time > last) {
    throw invalid(`The specified instance cannot be restored to a time later than ${shown(last)}`);
  }
  if (time && time.getTime() < window.from) {
    throw invalid(`The specified instance cannot be restored to a time earlier than ${shown(new Date(window.from))}`);
  }
  return database;
}

/** `2026-01-15T10:00:00Z` */
function shown(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function noteWhenReady(
  { instances }: RdsWorld,
  { instance, ready, message }: { instance: Instance; ready: Promise<void>; message: string },
): void {
  ready.then(
    () => instances.note(instance, 'restoration', message),
    () => {},
  );
}
