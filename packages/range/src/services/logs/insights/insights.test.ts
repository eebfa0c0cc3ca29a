import { expect, test } from 'vitest';
import { AwsError } from '../../../wire/service.ts';
import { parseInsights } from './query.ts';

const START = Date.parse('2026-11-21T21:00:00Z');
const MESSAGES = [
  JSON.stringify({ level: 'error', status: 503, path: '/api/a', took: 120, user: { id: 'ann' }, ok: false }),
  JSON.stringify({ level: 'info', status: 200, path: '/api/b', took: 20, user: { id: 'bob' }, ok: true }),
  JSON.stringify({ level: 'error', status: 500, path: '/api/a', took: 40, user: { id: 'bob' }, tags: ['x', 'y'] }),
  'ERROR no connection to db: code=53300, after 1500 ms',
  '',
];

/** Events a minute and a half apart, without the pointers of the answer. */
function ask(query: string, limit?: number): Record<string, string>[] {
  const records = MESSAGES.map((message, i) => {
    const at = START + i * 90_000;
    return { event: { stream: 'api/1', at, ingestedAt: at, message, sequence: i }, log: '123456789012:/ecs/api' };
  });
  const { rows } = parseInsights(query).run(records, limit);
  return rows.map((row) =>
    Object.fromEntries(row.filter(({ field }) => field !== '@ptr').map(({ field, value }) => [field, value])),
  );
}

test.each<[string, Record<string, string>[]]>([
  ['fields @timestamp | sort @timestamp asc | limit 1', [{ '@timestamp': '2026-11-21 21:00:00.000' }]],
  [
    'fields @timestamp, @message | filter @message like /ERROR/ | stats count(*) by bin(5m)',
    [{ 'bin(5m)': '2026-11-21 21:00:00.000', 'count(*)': '1' }],
  ],
  ['filter level = "error" | stats count(*) as n, avg(took) by path', [{ path: '/api/a', n: '2', 'avg(took)': '80' }]],
  ['fields status | filter status >= 500 and took < 100', [{ status: '500' }]],
  ['fields user.id as who | filter status in [200, 500] | sort status', [{ who: 'bob' }, { who: 'bob' }]],
  ['fields tags.1 | filter ispresent(tags.1)', [{ 'tags.1': 'y' }]],
  ['filter ok = 0 | display level, ok', [{ level: 'error', ok: '0' }]],
  ["filter @message not like 'status' and not isblank(@message) | display @logStream", [{ '@logStream': 'api/1' }]],
  [
    'parse @message "code=*, after * ms" as code, after | filter after > 1000 | display code, after',
    [{ code: '53300', after: '1500' }],
  ],
  ['parse @message /code=(?<code>\\d+)/ | filter ispresent(code) | display code', [{ code: '53300' }]],
  [
    'stats count_distinct(user.id) as users, max(took), min(took), pct(took, 50) as p50, sum(took)',
    [{ users: '2', 'max(took)': '120', 'min(took)': '20', p50: '40', 'sum(took)': '180' }],
  ],
  [
    'filter took > 0 | stats latest(path) as last, earliest(user.id) as first, stddev(took) as dev',
    [{ last: '/api/a', first: 'ann', dev: '43.2049' }],
  ],
  [
    'filter took > 0 | stats 100 * sum(status >= 500) / count(*) as rate, ceil(avg(took) + 0.5)',
    [{ rate: '66.6667', 'ceil(avg(took) + 0.5)': '61' }],
  ],
  ['stats count(*) by level | sort 0 - count(*) | limit 1', [{ level: 'error', 'count(*)': '2' }]],
  ['stats count(*) as n by level | sort n desc, level | limit 1', [{ level: 'error', n: '2' }]],
  ['stats count(*) by level | sort count(*) asc | limit 1', [{ level: 'info', 'count(*)': '1' }]],
  ['filter took > 0 | sort took desc | dedup path | display took', [{ took: '120' }, { took: '20' }]],
  [
    'filter status = 503 | display took / 7 as part, took % 50, -took + 2 ^ 3',
    [{ part: '17.1429', 'took % 50': '20', '-took + 2 ^ 3': '-112' }],
  ],
  [
    'filter status = 503 | display concat(upper(level), "-", strlen(path)) as a, substr(path, 1, 3) as b, replace(path, "/", ".") as c',
    [{ a: 'ERROR-6', b: 'api', c: '.api.a' }],
  ],
  [
    'filter strcontains(@message, "db") | display toMillis(@timestamp) as ms, datefloor(@timestamp, 1h) as hour, fromMillis(0) as zero',
    [{ ms: String(START + 270_000), hour: '2026-11-21 21:00:00.000', zero: '1970-01-01 00:00:00.000' }],
  ],
  [
    'filter status = 503 | display greatest(took, 200) as g, least(took, 2) as l, round(2.5) as r, abs(0 - 3) as a, coalesce(nothing, trim("  x ")) as c',
    [{ g: '200', l: '2', r: '3', a: '3', c: 'x' }],
  ],
  ['# a comment\nfilter level = "info" # another\n| display level', [{ level: 'info' }]],
  ['filter level = "none" | stats count(*) as n', [{ n: '0' }]],
  ['filter level =~ /(?i)ERR/ or status = 200 | stats count(*) as n', [{ n: '3' }]],
])('%s', (query, rows) => {
  expect(ask(query)).toEqual(rows);
});

test('by itself the newest event comes first, with its time and message, and no more than asked for', () => {
  expect(ask('filter 1 = 1', 2)).toEqual([
    { '@timestamp': '2026-11-21 21:06:00.000', '@message': '' },
    { '@timestamp': '2026-11-21 21:04:30.000', '@message': MESSAGES[3] },
  ]);
});

test.each([
  ['fields @message | where level = 1', 'unexpected symbol found where at line 1 and position 19', 18],
  ['filter level == "x"', 'unexpected symbol found = at line 1 and position 15', 14],
  ['fields @message |', 'unexpected symbol found end of query at line 1 and position 18', 17],
  ['fields @message\n| limit many', 'unexpected symbol found many at line 2 and position 9', 24],
  ['stats sum(count(*))', 'unknown function count at line 1 and position 11', 10],
  ['stats level', 'unexpected symbol found level at line 1 and position 7', 6],
  ['stats nope(x)', 'unknown function nope at line 1 and position 7', 6],
  ['fields nope(x)', 'unknown function nope at line 1 and position 8', 7],
  ['parse @message "a * b *" as x', '2 wildcards for 1 names at line 1 and position 16', 15],
])('%s is malformed', (query, message, startCharOffset) => {
  const error = errorOf(() => parseInsights(query));
  expect(error).toMatchObject({ code: 'MalformedQueryException', message });
  expect(error.details).toMatchObject({ queryCompileError: { location: { startCharOffset }, message } });
});

test.each(['pattern @message', 'fields jsonParse(@message)', 'unmask @message'])('%s is not here', (query) => {
  expect(errorOf(() => parseInsights(query))).toMatchObject({ code: 'NotImplemented', status: 501 });
});

function errorOf(run: () => unknown): AwsError {
  try {
    run();
  } catch (error) {
    if (error instanceof AwsError) return error;
  }
  throw new TypeError('nothing was refused');
}
