import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { formatDuration, formatSpan } from './duration.ts';
import { fit, wrap } from './text.ts';

test('fit cuts by columns, wide characters counted as two', () => {
  expect(fit('backlog', 7)).toBe('backlog');
  expect(fit('backlogs', 7)).toBe('backlo…');
  expect(fit('漢字漢字', 5)).toBe('漢字…');
  expect(fit('a → b — “c”…', 12)).toBe('a → b — “c”…');
  expect(fit('a → b — “c”…', 11)).toBe('a → b — “c…');
  expect(fit('ok 👩‍👩‍👧 family', 7)).toBe('ok 👩‍👩‍👧 …');
});

test.each([...' ~aZ¡¨ª¬¯ßéł˿‘’“”†–—…•←↑→↓'])('%s takes the one column that it is taken to take', (character) => {
  expect(stringWidth(character)).toBe(1);
});

test('wrap breaks at spaces, and leaves a word that is too long as it is', () => {
  expect(wrap('a change freeze is on', 12)).toEqual(['a change', 'freeze is on']);
  expect(wrap('see arn:aws:sqs:queue now\nthen', 8)).toEqual(['see', 'arn:aws:sqs:queue', 'now', 'then']);
});

test.each([
  [0, '0 s'],
  [59_999, '59 s'],
  [3_599_000, '59 min'],
  [90_000_000, '1 d'],
])('formatSpan(%d) is %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1234, '1.2 s'],
  [185_000, '3 min 05 s'],
])('formatDuration(%d) is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
