/**
 * Metric math expressions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax
 *
 * Grammar, loosest first: or, and, comparison, sum, product, power (from the right), sign, and what stands by itself: a
 * number, a text, an id, a call, a list in square brackets, a group in round ones.
 */
import { mathError } from './value.ts';

export type MathNode =
  | { kind: 'number'; value: number }
  | { kind: 'text'; text: string }
  | { kind: 'name'; name: string }
  | { kind: 'list'; items: MathNode[] }
  | { kind: 'call'; name: string; args: MathNode[] }
  | { kind: 'binary'; operator: string; left: MathNode; right: MathNode };

const TOKEN = /\s*(?:(\d+(?:\.\d*)?|\.\d+)|"([^"]*)"|'([^']*)'|([A-Za-z][\w]*)|(&&|\|\||==|!=|<=|>=|[-+*/^<>(),[\]]))/y;

const LEVELS: readonly (readonly string[])[] = [
  ['||', 'OR'],
  ['&&', 'AND'],
  ['==', '!=', '<=', '>=', '<', '>'],
  ['+', '-'],
  ['*', '/'],
];

interface Token {
  kind: 'number' | 'text' | 'word' | 'sign';
  text: string;
}

/** Throws `ValidationError` for what is no expression. */
export function parseMath(text: string): MathNode {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw mathError(`Invalid syntax at "${text.slice(at).trim().slice(0, 20)}"`);
    const [, number, double, single, word, sign] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'text', text: double ?? single ?? '' });
    at = TOKEN.lastIndex;
  }
  return tokens;
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  whole(): MathNode {
    const node = this.#level(0);
    if (this.#at < this.#tokens.length) throw this.#unexpected();
    return node;
  }

  #level(depth: number): MathNode {
    const operators = LEVELS[depth];
    if (!operators) return this.#power();
    let left = this.#level(depth + 1);
    for (let found = this.#takeAny(operators); found; found = this.#takeAny(operators)) {
      const operator = found === 'AND' ? '&&' : found === 'OR' ? '||' : found;
      left = { kind: 'binary', operator, left, right: this.#level(depth + 1) };
    }
    return left;
  }

  #power(): MathNode {
    if (this.#takeAny(['-'])) {
      return { kind: 'binary', operator: '*', left: { kind: 'number', value: -1 }, right: this.#power() };
    }
    const left = this.#single();
    return this.#takeAny(['^']) ? { kind: 'binary', operator: '^', left, right: this.#power() } : left;
  }

  #single(): MathNode {
    const token = this.#tokens[this.#at];
    if (!token) throw this.#unexpected();
    this.#at += 1;
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', text: token.text };
    if (token.kind === 'word') {
      return this.#takeAny(['('])
        ? { kind: 'call', name: token.text, args: this.#items(')') }
        : { kind: 'name', name: token.text };
    }
    if (token.text === '[') return { kind: 'list', items: this.#items(']') };
    if (token.text !== '(') {
      this.#at -= 1;
      throw this.#unexpected();
    }
    const inside = this.#level(0);
    if (!this.#takeAny([')'])) throw this.#unexpected();
    return inside;
  }

  #items(end: string): MathNode[] {
    const items: MathNode[] = [];
    if (this.#takeAny([end])) return items;
    do items.push(this.#level(0));
    while (this.#takeAny([',']));
    if (!this.#takeAny([end])) throw this.#unexpected();
    return items;
  }

  #takeAny(texts: readonly string[]): string | undefined {
    const token = this.#tokens[this.#at];
    const isOperator = token?.kind === 'sign' || token?.kind === 'word';
    if (!token || !isOperator || !texts.includes(token.text)) return undefined;
    this.#at += 1;
    return token.text;
  }

  #unexpected() {
    const token = this.#tokens[this.#at];
    return mathError(token ? `Invalid syntax at "${token.text}"` : 'Invalid syntax: the expression ends too early');
  }
}
