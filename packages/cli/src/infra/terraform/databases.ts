import type { Stack } from '@steadyhand/contracts';
import { attributesOf, type Exporting } from '../exporting.ts';
import { parameterFamily, parametersOf } from '../facts/database-settings.ts';
import { loginId } from '../facts/secrets.ts';
import { subnetGroupId, subnetGroupsOf } from '../facts/subnet-groups.ts';
import type { Body, Resource } from '../tree.ts';
import { of } from './refs.ts';

type Database = Stack['databases'][number];

export function databases(exporting: Exporting): Resource[] {
  const { stack, input } = exporting;
  const groups = subnetGroupsOf(stack).map(
    (group): Resource => ({
      type: 'aws_db_subnet_group',
      name: subnetGroupId(group),
      region: group.region,
      body: { name: group.name, subnet_ids: input(group.subnets) },
    }),
  );
  const each = stack.databases.flatMap((database) => [
    parameterGroup(database),
    { type: 'aws_db_instance', name: database.id, body: instance(exporting, database) },
    ...proxy(exporting, database),
  ]);
  return [...groups, ...each];
}

function parameterGroup(database: Database): Resource {
  const parameter = Object.entries(parametersOf(database)).map(([name, value]) => ({
    name,
    value,
    apply_method: 'pending-reboot',
  }));
  const body = { name: database.identifier, family: parameterFamily(database), parameter };
  return { type: 'aws_db_parameter_group', name: database.id, body };
}

function instance(exporting: Exporting, database: Database): Body {
  const { subnetGroup } = database;
  return {
    identifier: database.identifier,
    engine: 'postgres',
    engine_version: database.engineVersion,
    instance_class: database.instanceClass,
    allocated_storage: database.storageGb,
    storage_encrypted: true,
    db_name: database.database,
    username: database.username,
    password: exporting.attribute('database', database.id, 'password'),
    multi_az: database.multiAz,
    backup_retention_period: database.backupRetentionDays,
    db_subnet_group_name: subnetGroup === 'default' ? subnetGroup : of('aws_db_subnet_group', subnetGroup, 'name'),
    vpc_security_group_ids: database.securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
    parameter_group_name: of('aws_db_parameter_group', database.id, 'name'),
    final_snapshot_identifier: `${database.identifier}-final`,
  };
}

function proxy(exporting: Exporting, { id, proxy: spec, securityGroups }: Database): Resource[] {
  if (!spec) return [];
  const { attribute, input } = exporting;
  const ofProxy = of('aws_db_proxy', id, 'name');
  const targetGroup = of('aws_db_proxy_default_target_group', id, 'name');
  return [
    {
      type: 'aws_db_proxy',
      name: id,
      body: {
        name: spec.name,
        engine_family: 'POSTGRESQL',
        role_arn: input('proxy-role-arn'),
        vpc_subnet_ids: input('private-subnet-ids'),
        vpc_security_group_ids: securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
        auth: {
          auth_scheme: 'SECRETS',
          iam_auth: 'DISABLED',
          secret_arn: of('aws_secretsmanager_secret_version', loginId(id), 'arn'),
        },
      },
    },
    {
      type: 'aws_db_proxy_default_target_group',
      name: id,
      body: {
        db_proxy_name: ofProxy,
        connection_pool_config: { max_connections_percent: spec.maxConnectionsPercent },
      },
    },
    {
      type: 'aws_db_proxy_target',
      name: id,
      body: {
        db_proxy_name: ofProxy,
        target_group_name: targetGroup,
        db_instance_identifier: attribute('database', id, 'identifier'),
      },
    },
  ];
}
