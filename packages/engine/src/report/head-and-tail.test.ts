import { expect, test } from 'vitest';
import { headAndTail } from './head-and-tail.ts';

const numbers = (count: number): string => Array.from({ length: count }, (_, i) => String(i + 1)).join('\n');

test('says how many lines, and how much, it leaves out', () => {
  expect(headAndTail(`${numbers(8)}\n`, { lines: 2 })).toBe('1\n2\n… 4 lines left out (7 bytes) …\n7\n8');
});

test('a text is whole where a gap would save nothing', () => {
  expect(headAndTail(numbers(5), { lines: 2 })).toBe('1\n2\n3\n4\n5');
  expect(headAndTail('\n\n', { lines: 2 })).toBe('');
});

test('cuts a line that is too long to be shown', () => {
  const line = headAndTail(`{${'x'.repeat(1_000_000)}}`, { lines: 2 });
  expect(line.length).toBeLessThan(2100);
  expect(line).toMatch(/^\{x+ … 974\.6 KiB left out … x+\}$/);
});
