import { expect, test } from 'vitest';
import { retryDelaySeconds } from './retry-delay.ts';

test('the pause before another attempt doubles and ends at half a minute', () => {
  expect([1, 2, 3, 4, 9].map(retryDelaySeconds)).toEqual([5, 10, 20, 30, 30]);
});

test('a receive count that is not known counts as the first', () => {
  expect(retryDelaySeconds(0)).toBe(5);
});
