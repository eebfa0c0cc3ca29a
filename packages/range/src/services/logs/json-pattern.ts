/**
 * Filter patterns for JSON events: `{ $.level = "error" && ($.status >= 500 || $.path = "/api/*") }`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html#matching-terms-json-log-events
 *
 * Grammar: or := and ('||' and)*; and := test ('&&' test)*; test := '(' or ')' | selector comparison.
 */
import { invalidPattern } from './invalid-pattern.ts';
import { textTest } from './text-test.ts';

type Test = (event: unknown) => boolean;
/** A value at the selector, undefined when there is none there. */
type Select = (event: unknown) => unknown;

const TOKEN =
  /\s*(?:(\(|\)|&&|\|\||!=|<=|>=|=|<|>)|"((?:[^"\\]|\\.)*)"|(\$(?:\.[\w@#-]+|\['[^']*'\]|\[\d+\])+)|([^\s()=<>!&|"]+))/y;

interface Token {
  kind: 'operator' | 'text' | 'selector' | 'word';
  value: string;
}

export function parseJsonPattern(pattern: string): (message: string) => boolean {
  const inner = /^\{([\s\S]*)\}$/.exec(pattern.trim())?.[1];
  if (inner === undefined) throw invalidPattern(pattern);
  const parser = new Parser(tokenize(inner, pattern), pattern);
  const test = parser.parse();
  return (message) => {
    try {
      return test(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

function tokenize(text: string, pattern: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw invalidPattern(pattern);
    const [, operator, quoted, selector, word = ''] = found;
    if (operator !== undefined) tokens.push({ kind: 'operator', value: operator });
    else if (quoted !== undefined) tokens.push({ kind: 'text', value: quoted.replace(/\\(.)/g, '$1') });
    else if (selector !== undefined) tokens.push({ kind: 'selector', value: selector });
    else tokens.push({ kind: 'word', value: word });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

class Parser {
  readonly #tokens: Token[];
  readonly #pattern: string;

  constructor(tokens: Token[], pattern: string) {
    this.#tokens = tokens;
    this.#pattern = pattern;
  }

  parse(): Test {
    const test = this.#or();
    if (this.#tokens.length > 0) throw invalidPattern(this.#pattern);
    return test;
  }

  #or(): Test {
    let left = this.#and();
    while (this.#take('||')) {
      const [a, b] = [left, this.#and()];
      left = (event) => a(event) || b(event);
    }
    return left;
  }

  #and(): Test {
    let left = this.#test();
    while (this.#take('&&')) {
      const [a, b] = [left, this.#test()];
      left = (event) => a(event) && b(event);
    }
    return left;
  }

  #test(): Test {
    if (this.#take('(')) {
      const inside = this.#or();
      if (!this.#take(')')) throw invalidPattern(this.#pattern);
      return inside;
    }
    const selector = this.#next();
    if (selector.kind !== 'selector') throw invalidPattern(this.#pattern);
    const select = selectorOf(selector.value);
    const operator = this.#next();
    return operator.kind === 'word' ? this.#wordTest(select, operator.value) : this.#comparison(select, operator.value);
  }

  /** `IS NULL`, `IS TRUE`, `IS FALSE`, `NOT EXISTS`. */
  #wordTest(select: Select, word: string): Test {
    const words = `${word} ${this.#next().value}`.toUpperCase();
    if (words === 'NOT EXISTS') return (event) => select(event) === undefined;
    const value = { 'IS NULL': null, 'IS TRUE': true, 'IS FALSE': false }[words];
    if (value === undefined) throw invalidPattern(this.#pattern);
    return (event) => select(event) === value;
  }

  #comparison(select: Select, operator: string): Test {
    const { kind, value } = this.#next();
    if (kind === 'operator' || kind === 'selector') throw invalidPattern(this.#pattern);
    const number = kind === 'word' && value !== '' ? Number(value) : Number.NaN;
    const equals = Number.isNaN(number) ? textTest(value) : (v: unknown) => v === number;
    if (operator === '=') return (event) => equals(select(event));
    if (operator === '!=') {
      return (event) => {
        const v = select(event);
        return v !== undefined && !equals(v);
      };
    }
    const order = { '<': isLess, '>': isGreater, '<=': isAtMost, '>=': isAtLeast }[operator];
    if (!order || Number.isNaN(number)) throw invalidPattern(this.#pattern);
    return (event) => {
      const v = select(event);
      return typeof v === 'number' && order(v, number);
    };
  }

  #next(): Token {
    const token = this.#tokens.shift();
    if (!token) throw invalidPattern(this.#pattern);
    return token;
  }

  #take(operator: string): boolean {
    const [token] = this.#tokens;
    if (token?.kind !== 'operator' || token.value !== operator) return false;
    this.#tokens.shift();
    return true;
  }
}

const isLess = (a: number, b: number) => a < b;
const isGreater = (a: number, b: number) => a > b;
const isAtMost = (a: number, b: number) => a <= b;
const isAtLeast = (a: number, b: number) => a >= b;

/** `$.request.headers[0]`, `$['key with spaces']` */
export function selectorOf(text: string): Select {
  const keys = [...text.matchAll(/\.([\w@#-]+)|\['([^']*)'\]|\[(\d+)\]/g)].map(([, name, quoted, index]) =>
    index === undefined ? (name ?? quoted ?? '') : Number(index),
  );
  return (event) => {
    let value = event;
    for (const key of keys) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
      value = (value as Record<string | number, unknown>)[key];
    }
    return value;
  };
}
