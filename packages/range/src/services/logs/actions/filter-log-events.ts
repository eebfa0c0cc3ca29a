import type { FilterLogEventsRequest, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { parseFilterPattern } from '../filter-pattern.ts';
import { groupOf, limitOf } from '../group-of.ts';
import {
  compareEvents,
  type LogEvent,
  type LogGroup,
  type LogStore,
  parsePosition,
  positionToken,
} from '../log-store.ts';

/** Both ends of the time range are included. */
export function filterLogEvents(logs: LogStore, input: Checked<FilterLogEventsRequest>): FilterLogEventsResponse {
  const group = groupOf(logs, input);
  const limit = limitOf(input.limit, 10_000);
  const matches = parseFilterPattern(input.filterPattern ?? '');
  const after = input.nextToken === undefined ? undefined : parsePosition(input.nextToken);
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
  const found = eventsOf(logs, group, input)
    .filter((e) => e.at >= startTime && e.at <= endTime && (!after || compareEvents(e, after) > 0))
    .filter((e) => matches(e.message))
    .sort(compareEvents);
  const events = found.slice(0, limit);
  const last = events.at(-1);
  return {
    events: events.map((event) => ({
      logStreamName: event.stream,
      timestamp: event.at,
      message: event.message,
      ingestionTime: event.ingestedAt,
      eventId: `${event.at}${String(event.sequence).padStart(20, '0')}`,
    })),
    searchedLogStreams: [],
    nextToken: last && found.length > limit ? positionToken(last) : undefined,
  };
}

function eventsOf(logs: LogStore, group: LogGroup, input: Checked<FilterLogEventsRequest>): LogEvent[] {
  const { logStreamNames, logStreamNamePrefix } = input;
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw new AwsError(
      'InvalidParameterException',
      'logStreamNames and logStreamNamePrefix cannot be specified together.',
    );
  }
  const streams = logStreamNames
    ? logStreamNames.map((name) => logs.stream(group, name))
    : [...group.streams.values()].filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''));
  return streams.flatMap((stream) => stream.events);
}
