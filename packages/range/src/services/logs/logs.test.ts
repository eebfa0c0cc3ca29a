import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  GetLogRecordCommand,
  GetQueryResultsCommand,
  InvalidParameterException,
  type OrderBy,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutRetentionPolicyCommand,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  StartQueryCommand,
  StopQueryCommand,
  TestMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MetricDatum } from '../../ports.ts';
import { startWireServer, type WireServer } from '../../wire/server.ts';
import { type ManualClock, manualClock } from '../testing/manual-clock.ts';
import { createLogs, type Logs } from './logs.ts';

const START = Date.parse('2026-11-21T21:00:00Z');
const logGroupName = '/ecs/chat-dev/api';

let clock: ManualClock;
let metrics: MetricDatum[];
let logs: Logs;
let server: WireServer;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  clock = manualClock('2026-11-21T21:00:00Z');
  metrics = [];
  logs = createLogs({
    clock,
    metrics: { put: (datum) => metrics.push(datum) },
    account: '123456789012',
    region: 'eu-west-1',
    groups: [logGroupName],
  });
  server = await startWireServer({ services: [logs.service], clock, account: '123456789012' });
  client = new CloudWatchLogsClient({
    endpoint: server.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});

afterEach(async () => {
  client.destroy();
  logs.stop();
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

test('a group that does not exist, and a value outside its enumeration', async () => {
  await expect(client.send(new FilterLogEventsCommand({ logGroupName: 'nope' }))).rejects.toBeInstanceOf(
    ResourceNotFoundException,
  );
  const ordering = client.send(new DescribeLogStreamsCommand({ logGroupName, orderBy: 'Size' as OrderBy }));
  await expect(ordering).rejects.toThrow(
    "1 validation error detected: Value 'Size' at 'orderBy' failed to satisfy constraint: Member must satisfy enum value set: [LastEventTime, LogStreamName]",
  );
});

test('a query runs, completes, and leads to the whole event', async () => {
  append('api/1', 1, JSON.stringify({ level: 'error', took: 120 }));
  append('api/2', 2, JSON.stringify({ level: 'info', took: 20 }));
  const ask = { logGroupName, startTime: START / 1000, endTime: START / 1000 + 60 };
  const start = (queryString: string) => client.send(new StartQueryCommand({ ...ask, queryString }));
  const { queryId } = await start('fields took | filter level = "error"');
  const { queryId: stopped } = await start('fields @message');
  await client.send(new StopQueryCommand({ queryId: stopped }));
  const results = () => client.send(new GetQueryResultsCommand({ queryId }));
  expect(await results()).toMatchObject({ status: 'Running', results: [] });
  await clock.advance(1000);
  const done = await results();
  expect(done).toMatchObject({
    status: 'Complete',
    results: [[{ field: 'took', value: '120' }, { field: '@ptr' }]],
    statistics: { recordsMatched: 1, recordsScanned: 2 },
  });
  const logRecordPointer = done.results?.[0]?.[1]?.value;
  const { logRecord } = await client.send(new GetLogRecordCommand({ logRecordPointer }));
  expect(logRecord).toMatchObject({ '@logStream': 'api/1', level: 'error', '@timestamp': String(START + 1000) });
  const { status } = await client.send(new GetQueryResultsCommand({ queryId: stopped }));
  expect(status).toBe('Cancelled');
});

test('a malformed query says where', async () => {
  const query = new StartQueryCommand({
    logGroupName,
    startTime: 0,
    endTime: 1,
    queryString: 'fields @message | where x',
  });
  await expect(client.send(query)).rejects.toMatchObject({
    name: 'MalformedQueryException',
    queryCompileError: { location: { startCharOffset: 18, endCharOffset: 23 } },
  });
});

test('metric filters make metrics of what is logged, and a default of what is not', async () => {
  const put = (filterName: string, filterPattern: string, transformation: object) =>
    client.send(
      new PutMetricFilterCommand({
        logGroupName,
        filterName,
        filterPattern,
        metricTransformations: [
          { metricNamespace: 'Chat', metricName: filterName, metricValue: '1', ...transformation },
        ],
      }),
    );
  await put('errors', 'ERROR', { defaultValue: 0 });
  await put('took', '{ $.took > 0 }', { metricValue: '$.took', dimensions: { Path: '$.path' }, unit: 'Milliseconds' });
  await put('bytes', '[level, bytes > 10]', { metricValue: '$bytes' });
  append('api/1', 1, 'INFO all is well');
  append('api/1', 2, JSON.stringify({ took: 30, path: '/a' }));
  append('api/1', 3, JSON.stringify({ took: 30 }));
  append('api/1', 4, 'INFO 99');
  await clock.advance(60_000);
  append('api/1', 61, 'ERROR');
  await clock.advance(60_000);
  expect(metrics.map(({ metric, value, dimensions }) => [metric, value, dimensions])).toEqual([
    ['took', 30, { Path: '/a' }],
    ['bytes', 99, {}],
    ['errors', 0, {}],
    ['errors', 1, {}],
  ]);
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
  expect(logGroups).toMatchObject([{ metricFilterCount: 3 }]);
});

test('a pattern can be tried', async () => {
  const logEventMessages = ['GET 200', 'PUT 503'];
  const { matches } = await client.send(
    new TestMetricFilterCommand({ filterPattern: '[verb, status = 5*]', logEventMessages }),
  );
  expect(matches).toEqual([
    { eventNumber: 2, eventMessage: 'PUT 503', extractedValues: { $verb: 'PUT', $status: '503' } },
  ]);
});

test('retention lets old events go', async () => {
  append('api/1', 1, 'old');
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
  const events = async () => (await client.send(new FilterLogEventsCommand({ logGroupName }))).events;
  expect(await events()).toHaveLength(1);
  await clock.advance(86_400_000 + 2000);
  expect(await events()).toEqual([]);
  const wrong = client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 2 }));
  await expect(wrong).rejects.toThrow("at 'retentionInDays'");
});
