import type { Clock } from '@steadyhand/contracts';
import type { LogSink, MetricSink } from '../../ports.ts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { createLogGroup } from './actions/create-log-group.ts';
import { createLogStream } from './actions/create-log-stream.ts';
import { describeLogGroups } from './actions/describe-log-groups.ts';
import { describeLogStreams } from './actions/describe-log-streams.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { getLogRecord } from './actions/get-log-record.ts';
import {
  deleteMetricFilter,
  describeMetricFilters,
  putMetricFilter,
  testMetricFilter,
} from './actions/metric-filters.ts';
import { putLogEvents } from './actions/put-log-events.ts';
import { describeQueries, getQueryResults, startQuery, stopQuery } from './actions/queries.ts';
import { putRetentionPolicy } from './actions/retention.ts';
import { LogStore } from './log-store.ts';
import { MetricFilters } from './metric-filters.ts';
import { Queries } from './queries.ts';

export interface Logs {
  service: RangeService;
  sink: LogSink;
  /** Makes the log groups that are not there yet. */
  declare(groups: readonly string[]): void;
  /** Ends metric filters and queries. */
  stop(): void;
}

/** Log groups that exist before anything was logged are given by name. */
export function createLogs(options: {
  clock: Clock;
  account: string;
  region: string;
  /** Where metric filters leave what they make. */
  metrics: MetricSink;
  groups?: readonly string[];
}): Logs {
  const { clock, account } = options;
  const stopping = new AbortController();
  const logs = new LogStore(clock);
  const filters = new MetricFilters({ metrics: options.metrics, clock, signal: stopping.signal });
  const queries = new Queries({ clock, account, signal: stopping.signal });
  logs.onEvent((group, event) => filters.onEvent(group, event));
  const declare: Logs['declare'] = (names) => {
    const there = new Set(logs.groups().map(({ name }) => name));
    for (const name of new Set(names)) if (!there.has(name)) logs.createGroup(name);
  };
  declare(options.groups ?? []);
  const arnOf = (name: string) => `arn:aws:logs:${options.region}:${options.account}:log-group:${name}`;
  return {
    service: {
      client: 'cloudwatch-logs',
      load: () => import('@aws-sdk/client-cloudwatch-logs'),
      handlers: {
        ...groupHandlers(logs, { filters, arnOf, clock }),
        ...filterHandlers(logs, filters, clock),
        ...queryHandlers(logs, queries),
      },
    },
    sink: logs,
    declare,
    stop: () => stopping.abort(),
  };
}

type LogsHandlers = Handlers<typeof import('@aws-sdk/client-cloudwatch-logs')>;

interface GroupOptions {
  filters: MetricFilters;
  arnOf(name: string): string;
  clock: Clock;
}

function groupHandlers(logs: LogStore, { filters, arnOf, clock }: GroupOptions): LogsHandlers {
  return {
    CreateLogGroup: (input) => createLogGroup(logs, input),
    CreateLogStream: (input) => createLogStream(logs, input),
    DeleteLogGroup({ logGroupName }) {
      logs.deleteGroup(logs.group(logGroupName));
      filters.deleteAll(logGroupName);
      return {};
    },
    DeleteLogStream({ logGroupName, logStreamName }) {
      const group = logs.group(logGroupName);
      group.streams.delete(logs.stream(group, logStreamName).name);
      return {};
    },
    DeleteRetentionPolicy({ logGroupName }) {
      logs.group(logGroupName).retentionDays = undefined;
      return {};
    },
    DescribeLogGroups: (input) => describeLogGroups(logs, { arnOf, filters }, input),
    DescribeLogStreams: (input) => describeLogStreams(logs, arnOf, input),
    FilterLogEvents: (input) => filterLogEvents(logs, input),
    GetLogEvents: (input) => getLogEvents(logs, input),
    PutLogEvents: (input) => putLogEvents(logs, clock.now(), input),
    PutRetentionPolicy: (input) => putRetentionPolicy(logs, input),
  };
}

function filterHandlers(logs: LogStore, filters: MetricFilters, clock: Clock): LogsHandlers {
  return {
    DeleteMetricFilter: (input) => deleteMetricFilter(logs, filters, input),
    DescribeMetricFilters: (input) => describeMetricFilters(filters, input),
    PutMetricFilter: (input) => putMetricFilter(logs, filters, { ...input, now: clock.now() }),
    TestMetricFilter: (input) => testMetricFilter(input),
  };
}

function queryHandlers(logs: LogStore, queries: Queries): LogsHandlers {
  return {
    DescribeQueries: (input) => describeQueries(queries, input),
    GetLogRecord: (input) => getLogRecord(logs, input),
    GetQueryResults: (input) => getQueryResults(queries, input),
    StartQuery: (input) => startQuery(logs, queries, input),
    StopQuery: (input) => stopQuery(queries, input),
  };
}
