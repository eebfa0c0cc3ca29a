import type {
  GetDatabaseInput,
  GetDatabaseOutput,
  GetTableMetadataInput,
  GetTableMetadataOutput,
  GetWorkGroupInput,
  GetWorkGroupOutput,
  ListDatabasesInput,
  ListDatabasesOutput,
  ListDataCatalogsOutput,
  ListTableMetadataInput,
  ListTableMetadataOutput,
  ListWorkGroupsInput,
  ListWorkGroupsOutput,
  TableMetadata,
} from '@aws-sdk/client-athena';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { Buckets } from '../../s3/buckets.ts';
import { ALB_COLUMNS } from '../alb-columns.ts';
import type { LogTable } from '../log-database.ts';
import { type AthenaWorld, CATALOG, tablesOf, workGroupOf } from '../world.ts';
import { ENGINE } from './executions.ts';

const PAGE = 50;
const INVALID_TOKEN = 'InvalidRequestException';

export function listDataCatalogs(): ListDataCatalogsOutput {
  return { DataCatalogsSummary: [{ CatalogName: CATALOG, Type: 'GLUE' }] };
}

export function listWorkGroups(world: AthenaWorld, input: Checked<ListWorkGroupsInput>): ListWorkGroupsOutput {
  const names = [...new Set(world.stack.athena.map(({ workGroup }) => workGroup))];
  const options = { limit: input.MaxResults ?? PAGE, token: input.NextToken, invalidToken: INVALID_TOKEN };
  const { items, nextToken } = page(names, options);
  const common = { State: 'ENABLED' as const, CreationTime: new Date(world.startedAt), EngineVersion: ENGINE };
  return { WorkGroups: items.map((Name) => ({ Name, ...common })), NextToken: nextToken };
}

export function getWorkGroup(world: AthenaWorld, { WorkGroup }: Checked<GetWorkGroupInput>): GetWorkGroupOutput {
  const { workGroup, results } = workGroupOf(world, WorkGroup);
  const bucket = world.stack.buckets.find(({ id }) => id === results.bucket)?.name ?? results.bucket;
  return {
    WorkGroup: {
      Name: workGroup,
      State: 'ENABLED',
      CreationTime: new Date(world.startedAt),
      Configuration: {
        ResultConfiguration: { OutputLocation: `s3://${bucket}/${results.prefix}` },
        EnforceWorkGroupConfiguration: false,
        EngineVersion: ENGINE,
      },
    },
  };
}

export function listDatabases(world: AthenaWorld, input: Checked<ListDatabasesInput>): ListDatabasesOutput {
  checkCatalog(input.CatalogName);
  const names = world.stack.athena.map(({ database }) => database);
  const options = { limit: input.MaxResults ?? PAGE, token: input.NextToken, invalidToken: INVALID_TOKEN };
  const { items, nextToken } = page(names, options);
  return { DatabaseList: items.map((Name) => ({ Name })), NextToken: nextToken };
}

export function getDatabase(world: AthenaWorld, input: Checked<GetDatabaseInput>): GetDatabaseOutput {
  return { Database: { Name: databaseOf(world, input) } };
}

export function listTableMetadata(
  world: AthenaWorld,
  buckets: Buckets,
  input: Checked<ListTableMetadataInput>,
): ListTableMetadataOutput {
  const database = databaseOf(world, input);
  const tables = tablesOf(world, buckets).filter((table) => table.database === database);
  const wanted =
    input.Expression === undefined
      ? tables
      : tables.filter(({ name }) => new RegExp(input.Expression ?? '').test(name));
  const options = { limit: input.MaxResults ?? PAGE, token: input.NextToken, invalidToken: INVALID_TOKEN };
  const { items, nextToken } = page(wanted, options);
  return { TableMetadataList: items.map((table) => tableShape(world, table)), NextToken: nextToken };
}

export function getTableMetadata(
  world: AthenaWorld,
  buckets: Buckets,
  input: Checked<GetTableMetadataInput>,
): GetTableMetadataOutput {
  const database = databaseOf(world, input);
  const found = tablesOf(world, buckets).find((table) => table.database === database && table.name === input.TableName);
  if (!found) throw metadataError(`Table ${input.TableName} not found`);
  return { TableMetadata: tableShape(world, found) };
}

function databaseOf({ stack }: AthenaWorld, asked: { CatalogName: string; DatabaseName: string }): string {
  checkCatalog(asked.CatalogName);
  const found = stack.athena.find(({ database }) => database === asked.DatabaseName);
  if (!found) throw metadataError(`Database ${asked.DatabaseName} not found`);
  return found.database;
}

function checkCatalog(name: string): void {
  if (name.toLowerCase() !== CATALOG.toLowerCase()) throw metadataError(`Catalog ${name} not found`);
}

function metadataError(what: string): AwsError {
  return new AwsError('MetadataException', `EntityNotFoundException: ${what}.`, 400);
}

function tableShape({ startedAt }: AthenaWorld, { name, bucket, prefix }: LogTable): TableMetadata {
  return {
    Name: name,
    CreateTime: new Date(startedAt),
    TableType: 'EXTERNAL_TABLE',
    Columns: ALB_COLUMNS.map(([Name, Type]) => ({ Name, Type })),
    PartitionKeys: [],
    Parameters: {
      EXTERNAL: 'TRUE',
      location: `s3://${bucket.name}/${prefix}/`,
      'serde.serialization.lib': 'org.apache.hadoop.hive.serde2.RegexSerDe',
    },
  };
}
