import type { DBInstance } from '@aws-sdk/client-rds';
import { POSTGRES_PORT } from '../../world/names.ts';
import type { Instance } from './instance.ts';
import type { Instances } from './instances.ts';

/** An instance as DescribeDBInstances shows it. */
export function instanceView({ names }: Instances, instance: Instance): DBInstance {
  const { spec, database, groupIds, pending } = instance;
  const { identifier } = spec;
  const restorable = database?.restorable ?? null;
  const otherZone = instance.zone === 'a' ? 'b' : 'a';
  return {
    DBInstanceIdentifier: identifier,
    DBInstanceArn: instance.arn,
    DbiResourceId: instance.resourceId,
    DBInstanceClass: spec.instanceClass,
    DBInstanceStatus: shownStatus(instance),
    Engine: 'postgres',
    EngineVersion: spec.engineVersion,
    LicenseModel: 'postgresql-license',
    MasterUsername: spec.username,
    DBName: spec.database,
    DbInstancePort: 0,
    // RDS tells the name when there is a server behind it.
    ...(database && { Endpoint: { Address: names.databaseEndpoint(identifier), Port: POSTGRES_PORT } }),
    AllocatedStorage: spec.storageGb,
    StorageType: 'gp3',
    StorageEncrypted: false,
    InstanceCreateTime: new Date(instance.createdAt),
    BackupRetentionPeriod: spec.backupRetentionDays,
    ...(restorable && { LatestRestorableTime: wholeSecond(restorable.to) }),
    MultiAZ: spec.multiAz,
    AvailabilityZone: `${names.region}${instance.zone}`,
    ...(spec.multiAz && { SecondaryAvailabilityZone: `${names.region}${otherZone}` }),
    VpcSecurityGroups: groupIds.map((id) => ({ VpcSecurityGroupId: id, Status: 'active' })),
    DBSubnetGroup: { DBSubnetGroupName: spec.subnetGroup, SubnetGroupStatus: 'Complete' },
    DBParameterGroups: [
      {
        DBParameterGroupName: `default.postgres${spec.engineVersion.split('.')[0]}`,
        ParameterApplyStatus: 'in-sync',
      },
    ],
    PendingModifiedValues: {
      ...(pending.instanceClass !== undefined && { DBInstanceClass: pending.instanceClass }),
      ...(pending.multiAz !== undefined && { MultiAZ: pending.multiAz }),
      ...(pending.backupRetentionDays !== undefined && { BackupRetentionPeriod: pending.backupRetentionDays }),
    },
    PerformanceInsightsEnabled: false,
    PubliclyAccessible: false,
    DeletionProtection: instance.deletionProtection,
    IAMDatabaseAuthenticationEnabled: false,
    CopyTagsToSnapshot: false,
    AutoMinorVersionUpgrade: false,
    MonitoringInterval: 0,
    ReadReplicaDBInstanceIdentifiers: [],
  };
}

/** A server that ended by itself is on its way back, or will never come. */
function shownStatus({ status, database }: Instance): string {
  return status === 'available' && !database?.isRunning ? 'rebooting' : status;
}

/** Moments are restored to a second. */
export function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000);
}
