/** Tokens of JMESPath (https://jmespath.org/specification.html), with the literals that jmespath.py also accepts. */
import type { Tree } from '../output/tree.ts';
import { QueryError } from './query-error.ts';

export interface Token {
  type: string;
  value: Tree;
  start: number;
}

const SIMPLE: Readonly<Record<string, string>> = {
  '.': 'dot',
  '*': 'star',
  ',': 'comma',
  ':': 'colon',
  '{': 'lbrace',
  '}': 'rbrace',
  ']': 'rbracket',
  '(': 'lparen',
  ')': 'rparen',
  '@': 'current',
};
const OPERATORS: readonly (readonly [string, string])[] = [
  ['[?', 'filter'],
  ['[]', 'flatten'],
  ['[', 'lbracket'],
  ['||', 'or'],
  ['|', 'pipe'],
  ['&&', 'and'],
  ['&', 'expref'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['>=', 'gte'],
  ['>', 'gt'],
  ['<=', 'lte'],
  ['<', 'lt'],
  ['!', 'not'],
];

export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const { token, end } = nextToken(text, at);
    if (token) tokens.push(token);
    at = end;
  }
  tokens.push({ type: 'eof', value: '', start: text.length });
  return tokens;
}

function nextToken(text: string, start: number): { token: Token | null; end: number } {
  const rest = text.slice(start);
  const char = rest[0] ?? '';
  const make = (type: string, value: Tree, length: number) => ({ token: { type, value, start }, end: start + length });
  if (/\s/.test(char)) return { token: null, end: start + 1 };
  const name = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest);
  if (name) return make('identifier', name[0], name[0].length);
  const number = /^-?\d+/.exec(rest);
  if (number) return make('number', Number(number[0]), number[0].length);
  const quoted = quotedToken(rest, text);
  if (quoted) return make(quoted.type, quoted.value, quoted.length);
  const simple = SIMPLE[char];
  if (simple) return make(simple, char, 1);
  const operator = OPERATORS.find(([symbol]) => rest.startsWith(symbol));
  if (operator) return make(operator[1], operator[0], operator[0].length);
  throw new QueryError(`Bad jmespath expression: Unknown token ${char}:\n${text}\n${' '.repeat(start)}^`);
}

function quotedToken(rest: string, text: string): { type: string; value: Tree; length: number } | null {
  const quote = rest[0];
  if (quote !== "'" && quote !== '"' && quote !== '`') return null;
  const match = /^(['"`])((?:\\[\s\S]|(?!\1)[^\\])*)\1/.exec(rest);
  if (!match) throw new QueryError(`Bad jmespath expression: Unclosed ${quote} delimiter:\n${text}`);
  const body = match[2] ?? '';
  const { length } = match[0];
  if (quote === "'") return { type: 'literal', value: body.replaceAll("\\'", "'"), length };
  if (quote === '"') return { type: 'quoted', value: JSON.parse(match[0]) as string, length };
  return { type: 'literal', value: parseLiteral(body.replaceAll('\\`', '`').trimStart()), length };
}

/** A literal that is no JSON is a string, as jmespath.py has it for old expressions. */
function parseLiteral(body: string): Tree {
  try {
    return JSON.parse(body) as Tree;
  } catch {
    return JSON.parse(`"${body.trim()}"`) as string;
  }
}
