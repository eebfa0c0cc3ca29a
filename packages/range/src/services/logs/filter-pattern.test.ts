import { expect, test } from 'vitest';
import { AwsError } from '../../wire/service.ts';
import { parseFilterPattern } from './filter-pattern.ts';

const JSON_LINE = JSON.stringify({
  level: 'error',
  status: 503,
  path: '/api/messages',
  user: null,
  retry: false,
  tags: ['push', 'slow'],
  request: { id: 'a-1', 'x y': 2 },
});

const ACCESS_LINE = '10.0.0.7 ann [21/Nov/2026:21:00:00 +0000] "GET /api/messages, all" 503 1234';

const CASES: [pattern: string, message: string, matches: boolean][] = [
  ['', 'anything', true],
  ['ERROR', '[ERROR] no connection', true],
  ['ERROR', 'error in lower case', false],
  ['ERROR connection', '[ERROR] no connection', true],
  ['ERROR timeout', '[ERROR] no connection', false],
  ['"no connection"', '[ERROR] no connection', true],
  ['"connection no"', '[ERROR] no connection', false],
  ['"a \\"b\\""', 'say a "b" now', true],
  ['?ERROR ?WARN', 'WARN: slow', true],
  ['?ERROR ?WARN', 'INFO: fine', false],
  ['ERROR -health', 'ERROR in /health', false],
  ['ERROR -health', 'ERROR in /api', true],
  ['-DEBUG', 'INFO: fine', true],
  ['%5[0-9]{2}%', 'status 503', true],
  ['%5[0-9]{2}%', 'status 403', false],
  ['{ $.level = "error" }', JSON_LINE, true],
  ['{ $.level = error }', JSON_LINE, true],
  ['{ $.level = "warn" }', JSON_LINE, false],
  ['{ $.level != "warn" }', JSON_LINE, true],
  ['{ $.nothing != "warn" }', JSON_LINE, false],
  ['{ $.status >= 500 }', JSON_LINE, true],
  ['{ $.status < 503 }', JSON_LINE, false],
  ['{ $.status = 503 }', JSON_LINE, true],
  ['{ $.path = "/api/*" }', JSON_LINE, true],
  ['{ $.path = %^/api/m% }', JSON_LINE, true],
  ['{ $.user IS NULL }', JSON_LINE, true],
  ['{ $.retry IS FALSE }', JSON_LINE, true],
  ['{ $.nothing NOT EXISTS }', JSON_LINE, true],
  ['{ $.tags[1] = "slow" }', JSON_LINE, true],
  ["{ $.request['x y'] = 2 }", JSON_LINE, true],
  ['{ $.level = "warn" || $.status > 500 && $.request.id = "a-*" }', JSON_LINE, true],
  ['{ ($.level = "warn" || $.status > 500) && $.request.id = "b" }', JSON_LINE, false],
  ['{ $.level = "error" }', 'level = error', false],
  ['[ip, user, time, request, status, bytes]', ACCESS_LINE, true],
  ['[ip, user, time, request, status]', ACCESS_LINE, false],
  ['[ip, ..., status = 5*, bytes > 100]', ACCESS_LINE, true],
  ['[..., status = 5* && status != 503, bytes]', ACCESS_LINE, false],
  ['[..., request = "GET /api/*", status = 404 || status = 503, bytes]', ACCESS_LINE, true],
  ['[ip = %^10\\.%, ...]', ACCESS_LINE, true],
  ['[..., bytes < 100]', ACCESS_LINE, false],
];

for (const [pattern, message, matches] of CASES) {
  test(`${pattern || '(empty)'} ${matches ? 'takes' : 'leaves'} ${message.slice(0, 30)}`, () => {
    expect(parseFilterPattern(pattern)(message)).toBe(matches);
  });
}

test.each([
  '{ $.a = }',
  '{ $.a = 1',
  '{ $.a > "x" }',
  '{ a = 1 }',
  '{ $.a = 1 && }',
  '"open',
  '[ip, user',
  '[..., a, ...]',
  '[a > x]',
])('%s is refused', (pattern) => {
  expect(() => parseFilterPattern(pattern)).toThrow(AwsError);
});
