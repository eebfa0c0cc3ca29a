import { expect, test } from 'vitest';
import { levelOf, parseLimit } from './limits.ts';

test.each([
  ['70%', { value: 70, unit: '%' }],
  ['100ms', { value: 100, unit: 'ms' }],
  ['1,000', { value: 1000, unit: '' }],
  ['> 5 s', { value: 5, unit: 's' }],
  ['0.5 %', { value: 0.5, unit: '%' }],
  ['none', null],
  [null, null],
])('%s is %o', (text, limit) => {
  expect(parseLimit(text)).toEqual(limit);
});

test.each([
  [69.9, '70%', '85%', 'ok'],
  [70, '70%', '85%', 'warning'],
  [85, '70%', '85%', 'critical'],
  [1, '1', '10', 'warning'],
  [3, '3', '1', 'warning'],
  [1, '3', '1', 'critical'],
  [4, '3', '1', 'ok'],
  [500, null, '200ms', 'critical'],
  [5, null, null, 'ok'],
])('%d with %s and %s is %s', (value, warning, critical, level) => {
  expect(levelOf(value, { warning: parseLimit(warning), critical: parseLimit(critical) })).toBe(level);
});
