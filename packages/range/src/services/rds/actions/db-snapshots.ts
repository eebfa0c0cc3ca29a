import type {
  CreateDBSnapshotMessage,
  CreateDBSnapshotResult,
  DBSnapshotMessage,
  DeleteDBSnapshotMessage,
  DeleteDBSnapshotResult,
  DescribeDBSnapshotsMessage,
} from '@aws-sdk/client-rds';
import type { Checked } from '../../../wire/service.ts';
import { invalid, refuseIdle } from '../checks.ts';
import { applyFilters } from '../filters.ts';
import { rdsPage } from '../rds-page.ts';
import { snapshotView } from '../snapshot-view.ts';
import type { RdsWorld } from '../world.ts';

export function createDbSnapshot(
  { instances, snapshots }: RdsWorld,
  input: Checked<CreateDBSnapshotMessage>,
): CreateDBSnapshotResult {
  refuseIdle('CreateDBSnapshot', input, ['DBSnapshotIdentifier', 'DBInstanceIdentifier']);
  const name = snapshots.checkName('DBSnapshotIdentifier', input.DBSnapshotIdentifier);
  const { snapshot } = snapshots.create('DBSnapshotIdentifier', name, instances.get(input.DBInstanceIdentifier));
  return { DBSnapshot: snapshotView(snapshot) };
}

const TYPES = ['automated', 'manual', 'shared', 'public', 'awsbackup'];
const SHOWN = [
  'DBInstanceIdentifier',
  'DBSnapshotIdentifier',
  'SnapshotType',
  'Filters',
  'MaxRecords',
  'Marker',
  'DbiResourceId',
  'IncludeShared',
  'IncludePublic',
];

/** Manual snapshots; of automated ones there are none, because recovery here begins with the log. */
export function describeDbSnapshots(
  { snapshots }: RdsWorld,
  input: Checked<DescribeDBSnapshotsMessage>,
): DBSnapshotMessage {
  refuseIdle('DescribeDBSnapshots', input, SHOWN);
  const { DBSnapshotIdentifier: wanted, DBInstanceIdentifier: of, SnapshotType: type, DbiResourceId: resource } = input;
  if (type !== undefined && !TYPES.includes(type)) throw invalid(`Invalid snapshot type: ${type}`);
  const found = wanted === undefined ? snapshots.all() : [snapshots.get(wanted)];
  const listed = found.filter(
    ({ spec, resourceId }) =>
      (of === undefined || spec.identifier === of.toLowerCase()) &&
      (resource === undefined || resourceId === resource) &&
      (type === undefined || type === 'manual'),
  );
  const filtered = applyFilters(listed, input.Filters, {
    'db-instance-id': ({ spec }) => [spec.identifier],
    'db-snapshot-id': ({ name, arn }) => [name, arn],
    'dbi-resource-id': ({ resourceId }) => [resourceId],
    'snapshot-type': () => ['manual'],
    engine: () => ['postgres'],
  });
  const { items, marker } = rdsPage(filtered, input);
  return { DBSnapshots: items.map(snapshotView), Marker: marker };
}

export function deleteDbSnapshot(
  { snapshots }: RdsWorld,
  input: Checked<DeleteDBSnapshotMessage>,
): DeleteDBSnapshotResult {
  const snapshot = snapshots.get(input.DBSnapshotIdentifier);
  snapshots.remove(snapshot);
  return { DBSnapshot: { ...snapshotView(snapshot), Status: 'deleted' } };
}
