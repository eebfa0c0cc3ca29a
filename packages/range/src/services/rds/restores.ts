/** What the two restores of RDS have in common: the instance that they ask for. */
import { AwsError } from '../../wire/service.ts';
import { POSTGRES_PORT } from '../../world/names.ts';
import { knownGroups } from './actions/modify-db-instance.ts';
import { identifier, invalid, retentionDays } from './checks.ts';
import type { DeclaredClass } from './classes.ts';
import type { DatabaseSpec } from './instance.ts';
import type { NewInstance } from './instances.ts';
import type { RdsWorld } from './world.ts';

/** Members that act, besides those that name source and target. */
export const RESTORE_ACTING = [
  'DBInstanceClass',
  'MultiAZ',
  'DBSubnetGroupName',
  'VpcSecurityGroupIds',
  'DeletionProtection',
  'BackupRetentionPeriod',
  'Port',
  'Engine',
  'PubliclyAccessible',
];

export interface RestoreRequest {
  DBInstanceClass?: string | undefined;
  MultiAZ?: boolean | undefined;
  DBSubnetGroupName?: string | undefined;
  VpcSecurityGroupIds?: string[] | undefined;
  DeletionProtection?: boolean | undefined;
  BackupRetentionPeriod?: number | undefined;
  Port?: number | undefined;
  Engine?: string | undefined;
  PubliclyAccessible?: boolean | undefined;
}

export interface RestoreSource {
  spec: DatabaseSpec;
  declared: DeclaredClass;
  password: string | null;
}

/** As the source was, but in one zone and in no security group, unless the request says otherwise. */
export function restoredInstance(
  world: RdsWorld,
  { spec, declared, password }: RestoreSource,
  { parameter, name, request }: { parameter: string; name: string; request: RestoreRequest },
): Omit<NewInstance, 'origin'> {
  const { Engine, Port, PubliclyAccessible } = request;
  const target = identifier(parameter, name);
  if (Engine !== undefined && Engine !== 'postgres') throw invalid(`Invalid DB engine: ${Engine}`);
  if ((Port !== undefined && Port !== POSTGRES_PORT) || PubliclyAccessible === true) {
    throw new AwsError('NotImplemented', 'rds other ports and public access are not implemented in this range.', 501);
  }
  const { proxy: _, ...settings } = spec;
  const days = request.BackupRetentionPeriod;
  return {
    spec: {
      ...settings,
      id: target,
      identifier: target,
      instanceClass: request.DBInstanceClass ?? spec.instanceClass,
      multiAz: request.MultiAZ ?? false,
      subnetGroup: knownSubnetGroup(world, request.DBSubnetGroupName ?? spec.subnetGroup),
      backupRetentionDays: days === undefined ? spec.backupRetentionDays : retentionDays(days),
      securityGroups: [],
    },
    declared,
    password,
    groupIds: knownGroups(world, request.VpcSecurityGroupIds ?? []),
    deletionProtection: request.DeletionProtection ?? false,
  };
}

/** A region has the groups that its instances are in, and `default`. */
function knownSubnetGroup({ instances }: RdsWorld, name: string): string {
  if (name === 'default' || instances.all().some(({ spec }) => spec.subnetGroup === name)) return name;
  throw new AwsError('DBSubnetGroupNotFoundFault', `DB subnet group '${name}' does not exist.`, 404);
}
