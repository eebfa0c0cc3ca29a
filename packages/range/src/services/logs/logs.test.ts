import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  InvalidParameterException,
  type OrderBy,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { manualClock } from '../testing/manual-clock.ts';
import { createLogs, type Logs } from './logs.ts';

const START = Date.parse('2026-11-21T21:00:00Z');
const logGroupName = '/ecs/chat-dev/api';

let logs: Logs;
let server: WireServer;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  const clock = manualClock('2026-11-21T21:00:00Z');
  logs = createLogs({ clock, account: '123456789012', region: 'eu-west-1', groups: [logGroupName] });
  server = await startWireServer({ services: [logs.service], clock, account: '123456789012' });
  client = new CloudWatchLogsClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

function append(stream: string, second: number, message: string) {
  logs.sink.append({ group: logGroupName, stream, at: START + second * 1000, message });
}

test('streams are interleaved by time, filtered, and paged without loss while lines come in', async () => {
  append('api/1', 3, 'ERROR three');
  append('api/2', 1, 'ERROR one');
  append('api/1', 2, 'INFO two');
  append('api/2', 4, 'ERROR four');
  const ask = { logGroupName, filterPattern: 'ERROR', limit: 2, startTime: START };
  const first = await client.send(new FilterLogEventsCommand(ask));
  expect(first.events?.map((e) => [e.logStreamName, e.message])).toEqual([
    ['api/2', 'ERROR one'],
    ['api/1', 'ERROR three'],
  ]);
  append('api/1', 5, 'ERROR five');
  const second = await client.send(new FilterLogEventsCommand({ ...ask, nextToken: first.nextToken }));
  expect(second.events?.map((e) => e.message)).toEqual(['ERROR four', 'ERROR five']);
  expect(second.nextToken).toBeUndefined();
  const ids = [...(first.events ?? []), ...(second.events ?? [])].map((e) => e.eventId);
  expect(new Set(ids).size).toBe(4);
});

test('one stream, from its end backwards and from its head', async () => {
  for (let i = 1; i <= 5; i += 1) append('api/1', i, `line ${i}`);
  const stream = { logGroupName, logStreamName: 'api/1', limit: 2 };
  const messages = (page: { events?: { message?: string | undefined }[] | undefined }) =>
    page.events?.map((e) => e.message);
  const end = await client.send(new GetLogEventsCommand(stream));
  expect(messages(end)).toEqual(['line 4', 'line 5']);
  const before = await client.send(new GetLogEventsCommand({ ...stream, nextToken: end.nextBackwardToken }));
  expect(messages(before)).toEqual(['line 2', 'line 3']);
  const over = await client.send(new GetLogEventsCommand({ ...stream, nextToken: end.nextForwardToken }));
  expect(over).toMatchObject({ events: [], nextForwardToken: end.nextForwardToken });
  const head = await client.send(new GetLogEventsCommand({ ...stream, startFromHead: true }));
  expect(messages(head)).toEqual(['line 1', 'line 2']);
});

test('groups and streams made by hand, and what is refused of them', async () => {
  await expect(client.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toBeInstanceOf(
    ResourceAlreadyExistsException,
  );
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'by-hand' }));
  const put = (timestamps: number[]) =>
    client.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName: 'by-hand',
        logEvents: timestamps.map((timestamp) => ({ timestamp, message: 'm' })),
      }),
    );
  await put([START, START + 1]);
  await expect(put([START + 1, START])).rejects.toBeInstanceOf(InvalidParameterException);
  const groups = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/' }));
  expect(groups.logGroups).toMatchObject([
    { logGroupName, arn: `arn:aws:logs:eu-west-1:123456789012:log-group:${logGroupName}:*` },
  ]);
  const streams = await client.send(
    new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
  );
  expect(streams.logStreams).toMatchObject([{ logStreamName: 'by-hand', lastEventTimestamp: START + 1 }]);
});

test('a group that does not exist, a value outside its enumeration, and Insights', async () => {
  await expect(client.send(new FilterLogEventsCommand({ logGroupName: 'nope' }))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  );
  const ordering = client.send(new DescribeLogStreamsCommand({ logGroupName, orderBy: 'Size' as OrderBy }));
  await expect(ordering).rejects.toThrow(
    "1 validation error detected: Value 'Size' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LastEventTime, LogStreamName]",
  );
  const query = client.send(
    new StartQueryCommand({ logGroupName, startTime: 0, endTime: 1, queryString: 'fields @message' }),
  );
  await expect(query).rejects.toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
});
