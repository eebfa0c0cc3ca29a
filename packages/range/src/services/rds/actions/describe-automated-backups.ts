import type { DBInstanceAutomatedBackupMessage, DescribeDBInstanceAutomatedBackupsMessage } from '@aws-sdk/client-rds';
import type { Checked } from '../../../wire/service.ts';
import { refuseIdle } from '../checks.ts';
import { wholeSecond } from '../instance-view.ts';
import { rdsPage } from '../rds-page.ts';
import type { RdsWorld } from '../world.ts';

/** What can be restored to a moment, and to which. */
export function describeAutomatedBackups(
  { instances }: RdsWorld,
  input: Checked<DescribeDBInstanceAutomatedBackupsMessage>,
): DBInstanceAutomatedBackupMessage {
  refuseIdle('DescribeDBInstanceAutomatedBackups', input, [
    'DBInstanceIdentifier',
    'DbiResourceId',
    'MaxRecords',
    'Marker',
  ]);
  const { DBInstanceIdentifier: wanted, DbiResourceId: resource } = input;
  const found = instances
    .all()
    .filter(({ spec }) => wanted === undefined || spec.identifier === wanted.toLowerCase())
    .filter(({ resourceId }) => resource === undefined || resourceId === resource)
    .flatMap((instance) => (instance.database?.restorable ? [{ instance, window: instance.database.restorable }] : []));
  const { items, marker } = rdsPage(found, input);
  return {
    DBInstanceAutomatedBackups: items.map(({ instance: { spec, arn, resourceId, createdAt }, window }) => ({
      DBInstanceIdentifier: spec.identifier,
      DBInstanceArn: arn,
      DbiResourceId: resourceId,
      Region: instances.names.region,
      Status: 'active',
      RestoreWindow: {
        // The first whole second that is in it.
        EarliestTime: wholeSecond(window.from + 999),
        LatestTime: wholeSecond(window.to),
      },
      BackupRetentionPeriod: spec.backupRetentionDays,
      InstanceCreateTime: new Date(createdAt),
      Engine: 'postgres',
      EngineVersion: spec.engineVersion,
      MasterUsername: spec.username,
      AllocatedStorage: spec.storageGb,
      Encrypted: false,
    })),
    Marker: marker,
  };
}
