import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  ListQueryExecutionsCommand,
  ListTableMetadataCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { RangeControl } from '@steadyhand/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRange } from '../../range.ts';
import { fixtureOptions, fixtureStack, until } from '../../testing/fixture-range.ts';

let state: string;
let range: RangeControl;
let athena: AthenaClient;
let s3: S3Client;

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'steady-athena-'));
  const [balancer] = fixtureStack().loadBalancers;
  if (!balancer) throw new TypeError('the fixture has no balancer');
  const stack = fixtureStack({
    loadBalancers: [{ ...balancer, webAcl: 'main', accessLogs: { bucket: 'logs', prefix: 'alb' } }],
    webAcls: [
      {
        id: 'main',
        name: 'fixture-acl',
        rules: [
          { name: 'Limit', priority: 0, action: 'BLOCK', match: { rate: { limit: 10, pathPrefix: '/limited' } } },
        ],
      },
    ],
    buckets: [
      { id: 'logs', name: 'fixture-logs' },
      { id: 'results', name: 'fixture-results' },
    ],
    athena: [
      {
        id: 'main',
        workGroup: 'primary',
        database: 'fixture_test',
        results: { bucket: 'results', prefix: 'athena' },
        tables: [{ name: 'alb_logs', accessLogsOf: 'main' }],
      },
    ],
  });
  range = await startRange(fixtureOptions({ name: 'athena', stateFolder: state, stack }));
  const { endpoint, credentials, urls } = range.description;
  const options = { endpoint, region: 'eu-west-1', credentials };
  athena = new AthenaClient(options);
  s3 = new S3Client(options);
  const base = urls[0]?.url ?? '';
  const headers = { 'user-agent': 'a "quoted" agent' };
  for (const path of ['api/one?x=1', 'nowhere/', 'nowhere/again']) await (await fetch(base + path, { headers })).text();
  for (let i = 0; i < 12; i++) await (await fetch(`${base}limited`)).text();
}, 60_000);

afterAll(async () => {
  athena.destroy();
  s3.destroy();
  await range.stop();
  await rm(state, { recursive: true, force: true });
});

async function execute(sql: string) {
  const start = { QueryString: sql, WorkGroup: 'primary', QueryExecutionContext: { Database: 'fixture_test' } };
  const { QueryExecutionId } = await athena.send(new StartQueryExecutionCommand(start));
  const done = await until(
    async () => (await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution,
    (execution) => !['QUEUED', 'RUNNING'].includes(execution?.Status?.State ?? ''),
    1200,
  );
  return { id: QueryExecutionId, status: done?.Status, output: done?.ResultConfiguration?.OutputLocation ?? '' };
}

async function rows(sql: string) {
  const { id, status } = await execute(sql);
  expect(status).toMatchObject({ State: 'SUCCEEDED' });
  const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }));
  return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue));
}

test('a query runs over the requests that a load balancer has logged', { timeout: 60_000 }, async () => {
  const found = await rows('SELECT * FROM alb_logs WHERE elb_status_code >= 500 ORDER BY time DESC LIMIT 100');
  expect(found).toHaveLength(3);
  const [header = [], first = []] = found;
  const row = Object.fromEntries(header.map((name, i) => [name, first[i]]));
  expect(header.slice(0, 4)).toEqual(['type', 'time', 'elb', 'client_ip']);
  expect(row).toMatchObject({
    type: 'http',
    client_ip: '127.0.0.1',
    target_ip: '',
    request_processing_time: '-1',
    elb_status_code: '503',
    target_status_code: '-',
    request_verb: 'GET',
    request_url: 'http://localhost:80/nowhere/again',
    request_proto: 'HTTP/1.1',
    matched_rule_priority: '1',
    actions_executed: 'waf,forward',
  });
  expect(row.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(row.conn_trace_id).toMatch(/^TID_/);
});

test('the log holds what was blocked and what was answered', { timeout: 60_000 }, async () => {
  const counted = await rows(
    "SELECT elb_status_code, target_status_code, actions_executed, count(*) AS n FROM fixture_test.alb_logs WHERE request_url LIKE '%/limited' GROUP BY 1, 2, 3 ORDER BY 1",
  );
  expect(counted.slice(1)).toEqual([
    ['200', '200', 'waf,forward', '10'],
    ['403', '-', 'waf', '2'],
  ]);
  const functions = await rows(
    `SELECT url_extract_path(request_url), date_diff('day', from_iso8601_timestamp(time), current_timestamp),
      CAST(approx_percentile(target_processing_time, 0.5) AS double) >= 0, count_if(elb_status_code = 200), if(user_agent LIKE 'a %', 'yes', 'no')
     FROM "AwsDataCatalog".fixture_test.alb_logs WHERE request_url LIKE '%/api/one?x=1' GROUP BY 1, 2, 5`,
  );
  expect(functions[1]).toEqual(['/api/one', '0', 'true', '1', 'yes']);
});

test('the log is in its bucket, in files as AWS names them', { timeout: 60_000 }, async () => {
  await rows('SELECT 1');
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'fixture-logs' }));
  const Key = Contents[0]?.Key ?? '';
  expect(Key).toMatch(
    /^alb\/AWSLogs\/0{12}\/elasticloadbalancing\/eu-west-1\/\d{4}\/\d\d\/\d\d\/0{12}_elasticloadbalancing_eu-west-1_app\.fixture-alb\.[0-9a-f]{16}_\d{8}T\d{4}Z_127\.0\.0\.1_[0-9a-z]{8}\.log\.gz$/,
  );
  const object = await s3.send(new GetObjectCommand({ Bucket: 'fixture-logs', Key }));
  const text = gunzipSync((await object.Body?.transformToByteArray()) ?? '').toString();
  expect(text).toContain('"GET http://localhost:80/api/one?x=1 HTTP/1.1" "a \\x22quoted\\x22 agent" - - arn:aws:');
});

test('results are paged, and kept as a file', { timeout: 60_000 }, async () => {
  const { id, output } = await execute('SELECT request_verb, elb_status_code FROM alb_logs ORDER BY time LIMIT 2');
  const first = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 1 }));
  expect(first.ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type)).toEqual(['varchar', 'integer']);
  const rest = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken: first.NextToken }));
  expect(rest.ResultSet?.Rows).toHaveLength(2);
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(output) ?? [];
  const file = await s3.send(new GetObjectCommand({ Bucket, Key }));
  expect(await file.Body?.transformToString()).toBe('"request_verb","elb_status_code"\n"GET","200"\n"GET","503"\n');
  const { QueryExecutionIds } = await athena.send(new ListQueryExecutionsCommand({}));
  expect(QueryExecutionIds).toContain(id);
});

test.each([
  ['SELECT nothing FROM alb_logs', "COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved"],
  [
    'SELECT 1 FROM elsewhere',
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.fixture_test.elsewhere' does not exist",
  ],
  ['SELECT 1 FROM alb_logs WHERE', 'SYNTAX_ERROR: '],
  ['SELECT pg_sleep(10)', "FUNCTION_NOT_FOUND: line 1:8: Function 'pg_sleep' not registered"],
  ['SELECT 1; DROP TABLE alb_logs', 'SYNTAX_ERROR: '],
  ["SELECT set_config('transaction_read_only', 'off', true)", 'FUNCTION_NOT_FOUND: '],
  ['WITH gone AS (DELETE FROM alb_logs RETURNING *) SELECT * FROM gone', 'GENERIC_INTERNAL_ERROR: '],
])('%s fails', { timeout: 60_000 }, async (sql, reason) => {
  const { id, status } = await execute(sql);
  expect(status?.State).toBe('FAILED');
  expect(status?.StateChangeReason).toContain(reason);
  await expect(athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toMatchObject({
    name: 'InvalidRequestException',
  });
});

test('tables are described, and changes refused', async () => {
  const place = { CatalogName: 'AwsDataCatalog', DatabaseName: 'fixture_test' };
  const { TableMetadataList = [] } = await athena.send(new ListTableMetadataCommand(place));
  expect(TableMetadataList.map(({ Name }) => Name)).toEqual(['alb_logs']);
  const table = await athena.send(new GetTableMetadataCommand({ ...place, TableName: 'alb_logs' }));
  expect(table.TableMetadata?.Columns?.find(({ Name }) => Name === 'elb_status_code')?.Type).toBe('int');
  expect(await rows('SHOW TABLES')).toEqual([['tab_name'], ['alb_logs']]);
  await expect(execute('DROP TABLE alb_logs')).rejects.toMatchObject({ name: 'InvalidRequestException' });
});
