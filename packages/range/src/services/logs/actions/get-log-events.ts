import type { GetLogEventsRequest, GetLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { groupOf, limitOf } from '../group-of.ts';
import { compareEvents, type LogStore, type Position, parsePosition, positionToken } from '../log-store.ts';

/**
 * A page of one stream, oldest event first: its end, or its head, or what stands after (`f/`) or before (`b/`) a
 * token's position. At either end the same token is given back. The range's end is excluded.
 */
export function getLogEvents(logs: LogStore, input: Checked<GetLogEventsRequest>): GetLogEventsResponse {
  const stream = logs.stream(groupOf(logs, input), input.logStreamName);
  const limit = limitOf(input.limit, 10_000);
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
  const cursor = input.nextToken === undefined ? undefined : parseCursor(input.nextToken);
  const inRange = stream.events.filter((e) => e.at >= startTime && e.at < endTime);
  const candidates = cursor
    ? inRange.filter((e) => (cursor.forward ? compareEvents(e, cursor) > 0 : compareEvents(e, cursor) < 0))
    : inRange;
  const fromHead = cursor ? cursor.forward : input.startFromHead === true;
  const events = fromHead ? candidates.slice(0, limit) : candidates.slice(-limit);
  const standing: Position = cursor ?? { at: 0, sequence: 0 };
  return {
    events: events.map((e) => ({ timestamp: e.at, message: e.message, ingestionTime: e.ingestedAt })),
    nextForwardToken: `f/${positionToken(events.at(-1) ?? standing)}`,
    nextBackwardToken: `b/${positionToken(events[0] ?? standing)}`,
  };
}

function parseCursor(token: string): Position & { forward: boolean } {
  const [, direction, position] = /^([fb])\/(.+)$/.exec(token) ?? [];
  if (position === undefined) throw new AwsError('InvalidParameterException', 'The specified nextToken is invalid.');
  return { ...parsePosition(position), forward: direction === 'f' };
}
