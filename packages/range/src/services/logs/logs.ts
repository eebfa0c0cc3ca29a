import type { Clock } from '@steadyhand/contracts';
import type { LogSink } from '../../ports.ts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import { createLogGroup } from './actions/create-log-group.ts';
import { createLogStream } from './actions/create-log-stream.ts';
import { describeLogGroups } from './actions/describe-log-groups.ts';
import { describeLogStreams } from './actions/describe-log-streams.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { putLogEvents } from './actions/put-log-events.ts';
import { LogStore } from './log-store.ts';

export interface Logs {
  service: RangeService;
  sink: LogSink;
}

/** Log groups that exist before anything was logged are given by name. */
export function createLogs(options: {
  clock: Clock;
  account: string;
  region: string;
  groups: readonly string[];
}): Logs {
  const logs = new LogStore(options.clock);
  for (const name of options.groups) logs.createGroup(name);
  const arnOf = (name: string) => `arn:aws:logs:${options.region}:${options.account}:log-group:${name}`;
  const handlers: Handlers<typeof import('@aws-sdk/client-cloudwatch-logs')> = {
    CreateLogGroup: (input) => createLogGroup(logs, input),
    CreateLogStream: (input) => createLogStream(logs, input),
    DescribeLogGroups: (input) => describeLogGroups(logs, arnOf, input),
    DescribeLogStreams: (input) => describeLogStreams(logs, arnOf, input),
    FilterLogEvents: (input) => filterLogEvents(logs, input),
    GetLogEvents: (input) => getLogEvents(logs, input),
    PutLogEvents: (input) => putLogEvents(logs, input),
  };
  return {
    service: { client: 'cloudwatch-logs', load: () => import('@aws-sdk/client-cloudwatch-logs'), handlers },
    sink: logs,
  };
}
