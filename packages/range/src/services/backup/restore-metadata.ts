import { AwsError } from '../../wire/service.ts';
import type { RecoveryPoint } from './vaults.ts';
import type { DatabaseSpec } from './world.ts';

/** AWS takes these and does nothing with them. https://docs.aws.amazon.com/aws-backup/latest/devguide/restoring-rds.html */
const INFORMATION_ONLY = new Set(['EngineVersion', 'KmsKeyId', 'Encrypted', 'vpcId']);

/**
 * The instance that restore metadata ask for: members of RestoreDBInstanceFromDBSnapshot by name; what they do not say is
 * as it was in the instance that was backed up.
 * @throws {AwsError} InvalidParameterValueException
 */
export function restoredDatabase(
  { database }: RecoveryPoint,
  metadata: Readonly<Record<string, string>>,
): DatabaseSpec {
  const { DBInstanceIdentifier, DBInstanceClass, DBSubnetGroupName, MultiAZ, Engine, Port, ...rest } = metadata;
  if (!DBInstanceIdentifier) throw invalid('DBInstanceIdentifier is required');
  if (!/^[a-z](-?[a-z0-9])*$/i.test(DBInstanceIdentifier) || DBInstanceIdentifier.length > 63) {
    throw invalid(`DBInstanceIdentifier ${DBInstanceIdentifier} is not a valid identifier`);
  }
  if (Engine !== undefined && Engine !== 'postgres')
    throw invalid(`Engine ${Engine} is not that of the recovery point`);
  if (Port !== undefined && Port !== '5432') throw invalid('Port: an instance of this range is reached at 5432 only');
  if (MultiAZ !== undefined && !/^(true|false)$/i.test(MultiAZ)) throw invalid(`MultiAZ ${MultiAZ} is not a boolean`);
  const unknown = Object.keys(rest).filter((name) => !INFORMATION_ONLY.has(name));
  if (unknown.length > 0) throw invalid(`this range does not act on ${unknown.join(', ')}`);
  const { proxy: _, ...settings } = database;
  return {
    ...settings,
    id: DBInstanceIdentifier.toLowerCase(),
    identifier: DBInstanceIdentifier.toLowerCase(),
    instanceClass: DBInstanceClass ?? database.instanceClass,
    subnetGroup: DBSubnetGroupName ?? 'default',
    multiAz: MultiAZ?.toLowerCase() === 'true',
    securityGroups: [],
  };
}

/** What StartRestoreJob would be given to make the same instance again. */
export function metadataOf({ database }: RecoveryPoint): Record<string, string> {
  return {
    DBInstanceIdentifier: database.identifier,
    DBInstanceClass: database.instanceClass,
    DBSubnetGroupName: database.subnetGroup,
    Engine: 'postgres',
    EngineVersion: database.engineVersion,
    MultiAZ: String(database.multiAz),
    Port: '5432',
  };
}

function invalid(what: string): AwsError {
  return new AwsError('InvalidParameterValueException', `Invalid restore metadata. ${what}.`);
}
