import type { DescribeLogStreamsRequest, DescribeLogStreamsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { groupOf, limitOf } from '../group-of.ts';
import type { LogStore, LogStream } from '../log-store.ts';

export function describeLogStreams(
  logs: LogStore,
  arnOf: (name: string) => string,
  input: Checked<DescribeLogStreamsRequest>,
): DescribeLogStreamsResponse {
  const group = groupOf(logs, input);
  const { logStreamNamePrefix: prefix, orderBy } = input;
  if (orderBy === 'LastEventTime' && prefix !== undefined) {
    throw new AwsError('InvalidParameterException', 'Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  const found = [...group.streams.values()].filter(({ name }) => name.startsWith(prefix ?? ''));
  found.sort(orderBy === 'LastEventTime' ? byLastEvent : byName);
  if (input.descending) found.reverse();
  const { items, nextToken } = page(found, {
    limit: limitOf(input.limit, 50),
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return {
    logStreams: items.map((stream) => ({
      logStreamName: stream.name,
      creationTime: stream.createdAt,
      firstEventTimestamp: stream.events[0]?.at,
      lastEventTimestamp: stream.events.at(-1)?.at,
      lastIngestionTime: stream.events.at(-1)?.ingestedAt,
      arn: `${arnOf(group.name)}:log-stream:${stream.name}`,
      storedBytes: 0,
    })),
    nextToken,
  };
}

function byName(a: LogStream, b: LogStream): number {
  return a.name < b.name ? -1 : 1;
}

function byLastEvent(a: LogStream, b: LogStream): number {
  return (a.events.at(-1)?.at ?? 0) - (b.events.at(-1)?.at ?? 0);
}
