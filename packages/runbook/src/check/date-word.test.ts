import { describe, expect, it } from 'vitest';
import { dateWord } from './date-word.ts';

const formatOf = (word: string, ...above: string[]) =>
  dateWord(word, above.length + 1, [...above, word])?.format ?? null;

describe('a word that date computes', () => {
  it.each([
    ["$(date -u -d '1 hour ago' +%s)", '%s'],
    ["$(date -u -d '1 hour ago' +%s)000", '%s000'],
    ['$(date +%s%3N)', '%s%3N'],
    ['`date +%s`', '%s'],
    ['$(date "+%Y-%m-%d %H:%M")', '%Y-%m-%d %H:%M'],
    ['$(date -d yesterday -I)', '%Y-%m-%d'],
    ['$(date --iso-8601)', '%Y-%m-%d'],
    ['$(date -Iseconds)', '%Y-%m-%dT%H:%M:%S%:z'],
    ['$(gdate +%F)', '%F'],
    ['$(date +%s) $(date +%s)', null],
    ['$(($(date +%s) - 3600))', null],
    ['$(date)', null],
    ['2025-01-01', null],
    ['$(update +%s)', null],
  ])('%s', (word, format) => {
    expect(formatOf(word)).toBe(format);
  });

  it('is followed through the last assignment above', () => {
    expect(formatOf('$START', 'START=$(date +%F)', 'export START=$(date -u +%s) # now')).toBe('%s');
    expect(formatOf(`"$\{START}000"`, 'START=$(date +%s)')).toBe('%s000');
    expect(formatOf('$END', 'START=$(date +%s)')).toBeNull();
  });

  it('tells UTC', () => {
    const isUtc = (word: string) => dateWord(word, 1, [word])?.utc;
    expect(['$(date -u +%s)', '$(date --utc +%s)', '$(date -ud now +%s)'].map(isUtc)).toEqual([true, true, true]);
    expect(["$(date -d '1 hour ago' +%s)", '$(date +%s)'].map(isUtc)).toEqual([false, false]);
  });
});
