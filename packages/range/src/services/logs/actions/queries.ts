import type {
  DescribeQueriesRequest,
  DescribeQueriesResponse,
  GetQueryResultsRequest,
  GetQueryResultsResponse,
  StartQueryRequest,
  StartQueryResponse,
  StopQueryRequest,
  StopQueryResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { groupOf } from '../group-of.ts';
import { parseInsights } from '../insights/query.ts';
import type { LogGroup, LogStore } from '../log-store.ts';
import type { Queries } from '../queries.ts';

const DEFAULT_RESULTS = 100;
const MAX_LIMIT = 10_000;
const MAX_GROUPS = 50;
/** Later than any time in seconds: it is meant in milliseconds. */
const SECONDS_END = 100_000_000_000;

export function startQuery(logs: LogStore, queries: Queries, input: Checked<StartQueryRequest>): StartQueryResponse {
  if (input.queryLanguage !== undefined && input.queryLanguage !== 'CWLI') {
    throw new AwsError(
      'NotImplemented',
      `logs queries in ${input.queryLanguage} are not implemented in this range.`,
      501,
    );
  }
  if (input.limit !== undefined && (input.limit < 1 || input.limit > MAX_LIMIT)) {
    throw invalid(`limit must be between 1 and ${MAX_LIMIT}.`);
  }
  if (input.startTime >= input.endTime) throw invalid('startTime must be before endTime.');
  const groups = groupsOf(logs, input);
  const { id } = queries.start({
    text: input.queryString,
    query: parseInsights(input.queryString),
    groups,
    start: toMs(input.startTime),
    end: toMs(input.endTime),
    limit: input.limit,
  });
  return { queryId: id };
}

function toMs(time: number): number {
  return time < SECONDS_END ? time * 1000 : time;
}

function groupsOf(logs: LogStore, input: Checked<StartQueryRequest>): LogGroup[] {
  const { logGroupName, logGroupNames, logGroupIdentifiers } = input;
  const given = [logGroupName && [logGroupName], logGroupNames, logGroupIdentifiers].filter(
    (names) => names !== undefined,
  );
  const [names] = given;
  if (!names || given.length > 1 || names.length === 0 || names.length > MAX_GROUPS) {
    throw invalid(
      'Exactly one of logGroupName, logGroupNames and logGroupIdentifiers must be specified, with 1 to 50 groups.',
    );
  }
  return [...names].map((name) => groupOf(logs, { logGroupIdentifier: name }));
}

export function getQueryResults(queries: Queries, input: Checked<GetQueryResultsRequest>): GetQueryResultsResponse {
  const { status, rows, statistics } = queries.get(input.queryId);
  return { queryLanguage: 'CWLI', results: rows, statistics, status };
}

export function stopQuery(queries: Queries, input: Checked<StopQueryRequest>): StopQueryResponse {
  const run = queries.get(input.queryId);
  if (run.status !== 'Running') throw invalid(`Query ${run.id} is already in ${run.status} state`);
  run.status = 'Cancelled';
  return { success: true };
}

export function describeQueries(queries: Queries, input: Checked<DescribeQueriesRequest>): DescribeQueriesResponse {
  const found = queries.all.filter(
    ({ status, request }) =>
      (input.status === undefined || status === input.status) &&
      (input.logGroupName === undefined || request.groups.some(({ name }) => name === input.logGroupName)),
  );
  const { items, nextToken } = page(found, {
    limit: input.maxResults ?? DEFAULT_RESULTS,
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return {
    queries: items.map(({ id, status, createdAt, request }) => ({
      queryLanguage: 'CWLI',
      queryId: id,
      queryString: request.text,
      status,
      createTime: createdAt,
      logGroupName: request.groups[0]?.name,
    })),
    nextToken,
  };
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidParameterException', message);
}
