import { FUNCTIONS } from './functions.ts';
import { lineOf, QueryError } from './query-error.ts';

interface Token {
  kind: 'word' | 'space' | 'other';
  text: string;
  at: number;
}

/** Words before a parenthesis that call nothing. */
const NOT_CALLS = new Set(
  (
    'all and any as between by case decimal distinct else escape except exists filter from group having in intersect join lateral ' +
    'like limit not offset on or order over partition select set some then union using values varchar char when where with within row'
  ).split(' '),
);

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\s+|[A-Za-z_][A-Za-z0-9_]*|::|[\s\S]/g;
const CATALOG = 'awsdatacatalog';

/**
 * A query in Trino's words as Postgres takes it.
 * @throws {QueryError} FUNCTION_NOT_FOUND, SYNTAX_ERROR
 */
export function translate(sql: string): string {
  const tokens = [...tokensOf(sql)];
  const meaning = tokens.filter(({ kind }) => kind !== 'space');
  for (const [index, token] of meaning.entries()) check(sql, token, meaning[index + 1]);
  const dropped = new Set(meaning.flatMap((token, index) => catalogAt(token, meaning[index + 1])));
  return tokens.map((token) => (dropped.has(token) ? '' : inPostgres(token))).join('');
}

function* tokensOf(sql: string): Generator<Token> {
  for (const { 0: text, index: at } of sql.matchAll(TOKEN)) {
    if (/^(\s|--|\/\*)/.test(text)) yield { kind: 'space', text, at };
    else yield { kind: /^[A-Za-z_]/.test(text) ? 'word' : 'other', text, at };
  }
}

function check(sql: string, { kind, text, at }: Token, next: Token | undefined): void {
  if (text === '::' || text === '`') {
    throw new QueryError('SYNTAX_ERROR', `${lineOf(sql, at)}: mismatched input '${text[0]}'`);
  }
  const name = text.toLowerCase();
  if (kind !== 'word' || next?.text !== '(' || NOT_CALLS.has(name) || FUNCTIONS.has(name)) return;
  throw new QueryError('FUNCTION_NOT_FOUND', `${lineOf(sql, at)}: Function '${name}' not registered (in this range)`);
}

/** The name of the one catalog and its dot, which Postgres would take for a database. */
function catalogAt(token: Token, next: Token | undefined): Token[] {
  const name = token.text.replaceAll('"', '').toLowerCase();
  return name === CATALOG && next?.text === '.' ? [token, next] : [];
}

function inPostgres({ kind, text }: Token): string {
  return kind === 'word' && text.toLowerCase() === 'double' ? 'double precision' : text;
}
