import type { Stack } from '@steadyhand/contracts';
import { attributesOf, type Exporting } from '../exporting.ts';
import { parameterFamily, parametersOf } from '../facts/database-settings.ts';
import { loginId } from '../facts/secrets.ts';
import { subnetGroupId, subnetGroupsOf } from '../facts/subnet-groups.ts';
import type { Body, Resource } from '../tree.ts';
import { of } from './refs.ts';
import { resource } from './resource.ts';

type Database = Stack['databases'][number];

/** What a deleted resource of the stack leaves behind: its data. */
export const KEEPS_SNAPSHOT = { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' };

export function databases(exporting: Exporting): Resource[] {
  const { stack } = exporting;
  const groups = subnetGroupsOf(stack).map((group) => {
    const { input } = exporting.in(group.region);
    return resource('DatabaseSubnets', subnetGroupId(group), {
      region: group.region,
      body: {
        DBSubnetGroupName: group.name,
        DBSubnetGroupDescription: group.name,
        SubnetIds: input(group.subnets),
      },
    });
  });
  const each = stack.databases.flatMap((database) => [
    resource('DatabaseParameters', database.id, {
      body: {
        DBParameterGroupName: database.identifier,
        Description: database.identifier,
        Family: parameterFamily(database),
        Parameters: parametersOf(database),
      },
    }),
    resource('Database', database.id, { body: instance(exporting, database), attributes: KEEPS_SNAPSHOT }),
    ...proxy(exporting, database),
  ]);
  return [...groups, ...each];
}

function instance(exporting: Exporting, database: Database): Body {
  const { subnetGroup } = database;
  return {
    DBInstanceIdentifier: database.identifier,
    Engine: 'postgres',
    EngineVersion: database.engineVersion,
    DBInstanceClass: database.instanceClass,
    AllocatedStorage: String(database.storageGb),
    StorageEncrypted: true,
    DBName: database.database,
    MasterUsername: database.username,
    MasterUserPassword: exporting.text`{{resolve:secretsmanager:${of('Secret', loginId(database.id))}:SecretString:password}}`,
    MultiAZ: database.multiAz,
    BackupRetentionPeriod: database.backupRetentionDays,
    DBSubnetGroupName: subnetGroup === 'default' ? subnetGroup : of('DatabaseSubnets', subnetGroup),
    VPCSecurityGroups: database.securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
    DBParameterGroupName: of('DatabaseParameters', database.id),
  };
}

function proxy(exporting: Exporting, { id, proxy: spec, securityGroups }: Database): Resource[] {
  if (!spec) return [];
  const { attribute, input } = exporting;
  return [
    resource('DatabaseProxy', id, {
      body: {
        DBProxyName: spec.name,
        EngineFamily: 'POSTGRESQL',
        RoleArn: input('proxy-role-arn'),
        VpcSubnetIds: input('private-subnet-ids'),
        VpcSecurityGroupIds: securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
        Auth: [{ AuthScheme: 'SECRETS', IAMAuth: 'DISABLED', SecretArn: of('Secret', loginId(id)) }],
      },
    }),
    resource('DatabaseProxyTargets', id, {
      body: {
        DBProxyName: of('DatabaseProxy', id),
        TargetGroupName: 'default',
        DBInstanceIdentifiers: [attribute('database', id, 'identifier')],
        ConnectionPoolConfigurationInfo: { MaxConnectionsPercent: spec.maxConnectionsPercent },
      },
    }),
  ];
}
