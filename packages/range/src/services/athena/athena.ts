import { SteadyError } from '@steadyhand/contracts';
import type { DatabaseHost } from '../../postgres/host.ts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import type { Buckets } from '../s3/buckets.ts';
import {
  getDatabase,
  getTableMetadata,
  getWorkGroup,
  listDatabases,
  listDataCatalogs,
  listTableMetadata,
  listWorkGroups,
} from './actions/catalog.ts';
import {
  batchGetQueryExecution,
  executionShape,
  getQueryResults,
  listQueryExecutions,
  startQueryExecution,
} from './actions/executions.ts';
import { Executions } from './executions.ts';
import { LogDatabase } from './log-database.ts';
import type { AthenaWorld } from './world.ts';

export interface Athena {
  readonly service: RangeService;
  /** Tells with what the database for queries is made; it starts with the first query. */
  settle(host: DatabaseHost): void;
  close(): void;
}

/** Athena over the access logs of load balancers. Queries run in a Postgres of its own. */
export function createAthena(world: AthenaWorld, buckets: Buckets): Athena {
  let database: LogDatabase | null = null;
  const executions = new Executions({
    world,
    buckets,
    database() {
      if (database) return database;
      throw new SteadyError('INTERNAL', { reason: 'queries have no database to run in' });
    },
  });
  const handlers: Handlers<typeof import('@aws-sdk/client-athena')> = {
    BatchGetQueryExecution: (input) => batchGetQueryExecution(executions, input),
    GetDatabase: (input) => getDatabase(world, input),
    GetQueryExecution: ({ QueryExecutionId }) => ({ QueryExecution: executionShape(executions.get(QueryExecutionId)) }),
    GetQueryResults: (input) => getQueryResults(executions, input),
    GetTableMetadata: (input) => getTableMetadata(world, buckets, input),
    GetWorkGroup: (input) => getWorkGroup(world, input),
    ListDataCatalogs: () => listDataCatalogs(),
    ListDatabases: (input) => listDatabases(world, input),
    ListQueryExecutions: (input) => listQueryExecutions(world, executions, input),
    ListTableMetadata: (input) => listTableMetadata(world, buckets, input),
    ListWorkGroups: (input) => listWorkGroups(world, input),
    StartQueryExecution: (input) => startQueryExecution(world, executions, input),
    StopQueryExecution: ({ QueryExecutionId }) => {
      executions.stop(QueryExecutionId ?? '');
      return {};
    },
  };
  return {
    service: { client: 'athena', load: () => import('@aws-sdk/client-athena'), handlers },
    settle(host) {
      database = new LogDatabase(host);
    },
    close: () => executions.close(),
  };
}
