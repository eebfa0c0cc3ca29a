import type { DBInstance, DBInstanceMessage, DescribeDBInstancesMessage } from '@aws-sdk/client-rds';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { POSTGRES_PORT } from '../../../world/names.ts';
import { page } from '../../page.ts';
import type { RdsWorld } from '../world.ts';

const LISTED_DEFAULT = 100;

export function describeDbInstances(world: RdsWorld, input: Checked<DescribeDBInstancesMessage>): DBInstanceMessage {
  if (input.Filters?.length) {
    throw new AwsError('NotImplemented', 'rds DescribeDBInstances with filters is not implemented in this range.', 501);
  }
  const wanted = input.DBInstanceIdentifier;
  const found = world.stack.databases.filter(
    ({ identifier }) => wanted === undefined || [identifier, world.names.database(identifier)].includes(wanted),
  );
  if (wanted !== undefined && found.length === 0) {
    throw new AwsError('DBInstanceNotFound', `DBInstance ${wanted} not found.`, 404);
  }
  const { items, nextToken } = page(found, {
    limit: input.MaxRecords ?? LISTED_DEFAULT,
    token: input.Marker,
    invalidToken: 'InvalidParameterValue',
  });
  return { DBInstances: items.map((database) => instanceView(world, database)), Marker: nextToken };
}

function instanceView(
  { names, stack, isRunning, startedAt }: RdsWorld,
  database: RdsWorld['stack']['databases'][number],
): DBInstance {
  const { identifier } = database;
  return {
    DBInstanceIdentifier: identifier,
    DBInstanceArn: names.database(identifier),
    DBInstanceClass: database.instanceClass,
    DBInstanceStatus: isRunning(identifier) ? 'available' : 'failed',
    Engine: 'postgres',
    MasterUsername: database.username,
    DBName: database.database,
    Endpoint: { Address: names.databaseEndpoint(identifier), Port: POSTGRES_PORT },
    MultiAZ: database.multiAz,
    AvailabilityZone: `${stack.region}a`,
    InstanceCreateTime: new Date(startedAt),
    PerformanceInsightsEnabled: false,
    PubliclyAccessible: false,
    DeletionProtection: false,
    IAMDatabaseAuthenticationEnabled: false,
    ReadReplicaDBInstanceIdentifiers: [],
  };
}
