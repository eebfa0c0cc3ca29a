import { expect, test } from 'vitest';
import { formatDuration } from './duration.ts';
import { fit, headAndTail } from './text.ts';

test('fit cuts by columns, wide characters counted as two', () => {
  expect(fit('backlog', 7)).toBe('backlog');
  expect(fit('backlogs', 7)).toBe('backlo…');
  expect(fit('漢字漢字', 5)).toBe('漢字…');
});

test('headAndTail says how many lines it leaves out', () => {
  expect(headAndTail('1\n2\n3\n4\n5\n', 4)).toBe('1\n2\n… 1 more lines …\n4\n5');
  expect(headAndTail('1\n2\n', 4)).toBe('1\n2');
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1234, '1.2 s'],
  [185_000, '3 min 05 s'],
])('formatDuration(%d) is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
