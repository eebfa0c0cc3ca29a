/** What is wrong with the SQL of a document. */
import { exampleOf } from '../check/example.ts';
import { type SqlStatement, sqlStatements, withoutBlanks } from '../check/sql-texts.ts';
import { quotedNames, sqlWords } from '../check/sql-tokens.ts';
import type { Rule } from './rule.ts';

const psql = (sql: string): string => exampleOf(`psql $DATABASE_URL -c "${sql}"`);

export const sqlUnparseable: Rule = {
  id: 'sql-unparseable',
  severity: 'error',
  title: 'Postgres does not parse a statement.',
  why: 'The query fails with a syntax error where its answer was needed.',
  example: { bad: psql('SELECT count(* FROM users'), good: psql('SELECT count(*) FROM users') },
  *check(context) {
    for (const { text, line, postgres } of sqlStatements(context)) {
      const sql = withoutBlanks(text);
      if (!postgres || /\.{3}|…/.test(sql)) continue;
      const problem = context.knowledge.sqlProblem(sql);
      if (problem === null) continue;
      const near = /at or near "([^"]+)"/.exec(problem)?.[1];
      const rows = near === undefined ? -1 : sql.split('\n').findIndex((row) => row.includes(near));
      yield {
        line: line + Math.max(0, rows),
        message: `Postgres does not parse this: ${problem}.`,
        hint: 'Run it once with psql as it stands here.',
      };
    }
  },
};

export const sqlNoWhere: Rule = {
  id: 'sql-no-where',
  severity: 'error',
  title: 'A DELETE or UPDATE has no WHERE.',
  why: 'It takes every row of the table.',
  example: {
    bad: psql('DELETE FROM sessions;'),
    good: psql("DELETE FROM sessions WHERE expires_at < now() - interval '1 day';"),
  },
  *check(context) {
    for (const { text, line } of sqlStatements(context)) {
      const words = sqlWords(text);
      const verb = words[0]?.text.toUpperCase();
      const rest = new Set(words.map((word) => word.text.toUpperCase()));
      const deletes = verb === 'DELETE' && words[1]?.text.toUpperCase() === 'FROM';
      if (!(deletes || (verb === 'UPDATE' && rest.has('SET'))) || rest.has('WHERE') || /\.{3}|…/.test(text)) continue;
      const table = words[deletes ? 2 : 1]?.text ?? '';
      const of = table === '' ? 'the table' : table;
      yield {
        line,
        message: `This ${verb} has no WHERE: it ${deletes ? 'removes' : 'overwrites'} every row of ${of}.`,
        hint: 'Say which rows; where all are meant, write WHERE true, so that it is seen to be meant.',
      };
    }
  },
};

export const sqlUnquotedMixedCase: Rule = {
  id: 'sql-unquoted-mixed-case',
  severity: 'warning',
  title: 'A name with capitals in it stands without quotes.',
  why: 'Postgres reads it in small letters. A column that an ORM made as "createdAt" is then not found: column "createdat" does not exist.',
  example: { bad: psql('SELECT createdAt FROM users;'), good: psql('SELECT \\"createdAt\\" FROM users;') },
  *check(context) {
    const statements = sqlStatements(context).filter(({ postgres }) => postgres);
    const quoted = new Set(statements.flatMap(({ text }) => quotedNames(text)));
    for (const statement of statements) {
      for (const [name, line] of mixedNames(statement)) {
        const elsewhere = quoted.has(name) ? ', and the document quotes it elsewhere' : '';
        yield {
          line,
          message: `Postgres reads ${name} as ${name.toLowerCase()}${elsewhere}.`,
          hint: `Write "${name}" in double quotes (\\"${name}\\" inside a string of the shell), if that is its name.`,
        };
      }
    }
  },
};

/** Names such as createdAt, each once, with its line; what follows AS is a name that the statement itself gives. */
function mixedNames({ text, line }: SqlStatement): Map<string, number> {
  const words = sqlWords(withoutBlanks(text));
  const given = new Set(words.flatMap((word, i) => (/^as$/i.test(words[i - 1]?.text ?? '') ? word.text : [])));
  const found = new Map<string, number>();
  for (const { text: name, row, next } of words) {
    const isMixed = /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/.test(name);
    if (isMixed && next !== '(' && !given.has(name) && !found.has(name)) found.set(name, line + row);
  }
  return found;
}
