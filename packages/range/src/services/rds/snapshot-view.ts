import type { DBSnapshot } from '@aws-sdk/client-rds';
import { POSTGRES_PORT } from '../../world/names.ts';
import type { Snapshot } from './snapshots.ts';

/** A snapshot as DescribeDBSnapshots shows it. */
export function snapshotView(snapshot: Snapshot): DBSnapshot {
  const { spec, backup, status } = snapshot;
  return {
    DBSnapshotIdentifier: snapshot.name,
    DBSnapshotArn: snapshot.arn,
    DBInstanceIdentifier: spec.identifier,
    DbiResourceId: snapshot.resourceId,
    SnapshotType: 'manual',
    Status: status,
    PercentProgress: status === 'available' ? 100 : 0,
    // Known when it is taken.
    ...(status === 'available' && { SnapshotCreateTime: new Date(snapshot.createdAt) }),
    InstanceCreateTime: new Date(snapshot.instanceCreatedAt),
    Engine: 'postgres',
    EngineVersion: spec.engineVersion,
    LicenseModel: 'postgresql-license',
    MasterUsername: spec.username,
    Port: POSTGRES_PORT,
    AllocatedStorage: spec.storageGb,
    StorageType: 'gp3',
    AvailabilityZone: snapshot.zone,
    Encrypted: false,
    IAMDatabaseAuthenticationEnabled: false,
    ...(backup && { FullSnapshotSizeInBytes: backup.bytes }),
  };
}
