import { expect, test } from 'vitest';
import { splitStatements, statementKind } from './sql.ts';

test('semicolons in quotes, comments and dollar quotes end no statement', () => {
  const text = '-- a;\nSELECT \';\' AS "a;b";\n/* ; */ DO $x$ BEGIN; END $x$;\n\\dt\nVACUUM';
  expect(splitStatements(text)).toEqual([
    { text: 'SELECT \';\' AS "a;b";', line: 2 },
    { text: 'DO $x$ BEGIN; END $x$;', line: 3 },
    { text: '\\dt', line: 4 },
    { text: 'VACUUM', line: 5 },
  ]);
});

test('a statement is named by its first words', () => {
  expect(['select 1', '(SELECT 1)', 'alter table x', 'drop role y', '\\dt'].map(statementKind)).toEqual([
    'SELECT',
    'SELECT',
    'ALTER TABLE',
    'DROP ROLE',
    null,
  ]);
});
