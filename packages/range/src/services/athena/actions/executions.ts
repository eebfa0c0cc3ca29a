import type {
  BatchGetQueryExecutionInput,
  BatchGetQueryExecutionOutput,
  GetQueryResultsInput,
  GetQueryResultsOutput,
  ListQueryExecutionsInput,
  ListQueryExecutionsOutput,
  QueryExecution,
  StartQueryExecutionInput,
  StartQueryExecutionOutput,
} from '@aws-sdk/client-athena';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { Execution } from '../execution.ts';
import type { Executions } from '../executions.ts';
import { withoutComments } from '../statement.ts';
import { type AthenaWorld, CATALOG, invalidRequest, workGroupOf } from '../world.ts';

const EXECUTIONS_PAGE = 50;
const ROWS_PAGE = 1000;
const PRIMARY = 'primary';

export function startQueryExecution(
  world: AthenaWorld,
  executions: Executions,
  input: Checked<StartQueryExecutionInput>,
): StartQueryExecutionOutput {
  const { QueryString, QueryExecutionContext, ResultConfiguration, WorkGroup = PRIMARY, ClientRequestToken } = input;
  const { OutputLocation, ...others } = ResultConfiguration ?? {};
  const other =
    Object.keys(others)[0] ?? ['ExecutionParameters', 'ResultReuseConfiguration'].find((name) => name in input);
  if (other)
    throw new AwsError(
      'NotImplemented',
      `athena StartQueryExecution with ${other} is not implemented in this range.`,
      501,
    );
  const catalog = QueryExecutionContext?.Catalog ?? CATALOG;
  if (catalog.toLowerCase() !== CATALOG.toLowerCase()) throw invalidRequest(`Catalog ${catalog} was not found`);
  if (OutputLocation !== undefined && !/^s3:\/\/[^/]+\/?/.test(OutputLocation)) {
    throw invalidRequest('outputLocation is not a valid S3 path.');
  }
  const { id } = executions.start({
    sql: QueryString,
    database: QueryExecutionContext?.Database ?? null,
    catalog: workGroupOf(world, WorkGroup),
    location: OutputLocation === undefined ? null : `${OutputLocation.replace(/\/$/, '')}/`,
    token: ClientRequestToken,
  });
  return { QueryExecutionId: id };
}

export function batchGetQueryExecution(
  executions: Executions,
  { QueryExecutionIds }: Checked<BatchGetQueryExecutionInput>,
): BatchGetQueryExecutionOutput {
  const all = executions.all();
  return {
    QueryExecutions: all.filter(({ id }) => QueryExecutionIds.includes(id)).map(executionShape),
    UnprocessedQueryExecutionIds: QueryExecutionIds.filter((id) => !all.some((known) => known.id === id)).map((id) => ({
      QueryExecutionId: id,
      ErrorCode: 'INVALID_INPUT',
      ErrorMessage: `QueryExecution ${id} was not found`,
    })),
  };
}

export function listQueryExecutions(
  world: AthenaWorld,
  executions: Executions,
  input: Checked<ListQueryExecutionsInput>,
): ListQueryExecutionsOutput {
  const { workGroup } = workGroupOf(world, input.WorkGroup ?? PRIMARY);
  const all = executions.all().filter((execution) => execution.workGroup === workGroup);
  const options = { limit: input.MaxResults ?? EXECUTIONS_PAGE, token: input.NextToken };
  const { items, nextToken } = page(all, { ...options, invalidToken: 'InvalidRequestException' });
  return { QueryExecutionIds: items.map(({ id }) => id), NextToken: nextToken };
}

/** The first row of the first page holds the names of the columns, as AWS gives them. */
export function getQueryResults(executions: Executions, input: Checked<GetQueryResultsInput>): GetQueryResultsOutput {
  const { QueryExecutionId, MaxResults = ROWS_PAGE, NextToken } = input;
  const { state, answer } = executions.get(QueryExecutionId);
  if (!answer) {
    throw invalidRequest(
      state === 'QUEUED' || state === 'RUNNING'
        ? `Query has not yet finished. Current state: ${state}`
        : `Query did not finish successfully. Final query state: ${state}`,
    );
  }
  if (MaxResults < 1 || MaxResults > ROWS_PAGE)
    throw invalidRequest(`MaxResults is more than maximum allowed length ${ROWS_PAGE}.`);
  const all = [answer.columns.map(({ name }) => name), ...answer.rows];
  const { items, nextToken } = page(all, {
    limit: MaxResults,
    token: NextToken,
    invalidToken: 'InvalidRequestException',
  });
  return {
    UpdateCount: 0,
    NextToken: nextToken,
    ResultSet: {
      Rows: items.map((values) => ({ Data: values.map((value) => (value === null ? {} : { VarCharValue: value })) })),
      ResultSetMetadata: {
        ColumnInfo: answer.columns.map(({ name, type }) => ({
          CatalogName: 'hive',
          SchemaName: '',
          TableName: '',
          Name: name,
          Label: name,
          Type: type,
          Nullable: 'UNKNOWN',
          CaseSensitive: type === 'varchar',
        })),
      },
    },
  };
}

export function executionShape(execution: Execution): QueryExecution {
  const { id, sql, database, workGroup, output, state, reason, submittedAt, startedAt, endedAt, answer } = execution;
  const end = endedAt ?? submittedAt;
  return {
    QueryExecutionId: id,
    Query: withoutComments(sql),
    StatementType: /^show/i.test(withoutComments(sql)) ? 'UTILITY' : 'DML',
    ResultConfiguration: { OutputLocation: output },
    QueryExecutionContext: { Database: database, Catalog: CATALOG.toLowerCase() },
    Status: {
      State: state,
      SubmissionDateTime: new Date(submittedAt),
      ...(endedAt !== null && { CompletionDateTime: new Date(endedAt) }),
      ...(reason !== null && {
        StateChangeReason: reason,
        AthenaError: { ErrorCategory: 2, ErrorMessage: reason, Retryable: false },
      }),
    },
    Statistics: {
      EngineExecutionTimeInMillis: end - (startedAt ?? end),
      DataScannedInBytes: answer?.scannedBytes ?? 0,
      QueryQueueTimeInMillis: (startedAt ?? end) - submittedAt,
      TotalExecutionTimeInMillis: end - submittedAt,
    },
    WorkGroup: workGroup,
    EngineVersion: ENGINE,
  };
}

export const ENGINE = { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' };
