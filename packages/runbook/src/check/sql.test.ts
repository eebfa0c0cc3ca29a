import { describe, expect, it } from 'vitest';
import { withoutBlanks } from './sql-texts.ts';
import { quotedNames, sqlWords } from './sql-tokens.ts';

describe('the words of a statement', () => {
  it('leave strings, quoted names and comments out, and tell their row', () => {
    const sql = `SELECT "userId", 'camelCase' -- someName\nFROM t /* a\nB */ WHERE createdAt > $x$ bodyText $x$ AND lower(n) = E'it''s'`;
    expect(sqlWords(sql).map(({ text }) => text)).toEqual([
      'SELECT',
      'FROM',
      't',
      'WHERE',
      'createdAt',
      'AND',
      'lower',
      'n',
    ]);
    expect(sqlWords(sql).find(({ text }) => text === 'createdAt')?.row).toBe(2);
    expect(sqlWords(sql).find(({ text }) => text === 'lower')?.next).toBe('(');
    expect(quotedNames(sql)).toEqual(['userId']);
  });

  it('are read in time however long the text is', () => {
    const texts = ["'".repeat(100_001), '/*'.repeat(50_000), '$a$'.repeat(50_001), '$'.repeat(50_001)];
    expect(texts.map((text) => sqlWords(text))).toEqual([[], [], [], []]);
  });
});

describe('blanks', () => {
  it.each([
    ["SELECT * FROM t WHERE id = '<user id>' LIMIT $N", "SELECT * FROM t WHERE id = 'x' LIMIT x"],
    ['SELECT pg_cancel_backend(<pid>)', 'SELECT pg_cancel_backend(x)'],
    ['SELECT a[1], b::text FROM t WHERE c = :id', 'SELECT a[1], b::text FROM t WHERE c = x'],
    ['SELECT 1 WHERE a <b AND c > d', 'SELECT 1 WHERE a <b AND c > d'],
  ])('of %s', (sql, filled) => {
    expect(withoutBlanks(sql)).toBe(filled);
  });
});
