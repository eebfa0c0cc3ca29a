import { describe, expect, it } from 'vitest';
import { insightsProblem } from './insights-query.ts';

describe('a query that is refused', () => {
  it.each([
    ['fields @timestamp\n| where @message like /x/', 1, 'where'],
    ['fields @timestamp |', 0, 'nothing between two pipes'],
    ['fields @timestamp\n| sort by @timestamp desc', 1, '"by"'],
    ['fields @timestamp\n\n| limit many', 2, 'takes a number'],
    ['stats by path', 0, 'needs a function'],
    ['stats count(* by path', 0, 'brackets'],
    ['filter level == "ERROR"', 0, '=='],
    ['filter', 0, 'without saying what'],
  ])('%j', (query, row, message) => {
    const problem = insightsProblem(query);
    expect(problem?.message).toContain(message);
    expect(problem?.row).toBe(row);
  });
});

describe('a query in which nothing is certainly wrong', () => {
  it.each([
    'fields @timestamp, @message | filter @message like /ERROR|WARN/ | stats count(*) by bin(5m)',
    'fields @timestamp\n| filter @message like /a(b/\n| limit 20',
    'filter @message like "a == b" and (level = "x|y" or n >= 3)',
    '# Slow ones\nfields @timestamp, duration\n| filter duration > 500 # ms\n| sort duration desc\n| limit 50',
    'parse @message "[*] *" as level, rest | dedup level',
    'parse @message /(?<user>\\w+) \\(/ | stats count() by user',
    'SOURCE "/aws/lambda/a" START=-3600s END=0s | fields @message',
    'fields @timestamp | limit $N',
    'pattern @message',
    'something new',
  ])('%j', (query) => {
    expect(insightsProblem(query)).toBeNull();
  });

  it('is read in time however long it is', () => {
    expect(insightsProblem(`filter @message like ${'/a|'.repeat(50_000)}`)).not.toBeUndefined();
    expect(insightsProblem(`filter ${'"a '.repeat(50_000)}`)).toBeNull();
  });
});
