/** A Pratt parser after jmespath.py's, with its binding powers. */
import type { Tree } from '../output/tree.ts';
import { type Token, tokenize } from './lexer.ts';
import { QueryError } from './query-error.ts';

export type Comparator = 'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte';

export type Node =
  | { kind: 'current' }
  | { kind: 'field'; name: string }
  | { kind: 'literal'; value: Tree }
  | { kind: 'index'; index: number }
  | { kind: 'slice'; parts: readonly (number | null)[] }
  | { kind: 'chain' | 'pipe' | 'or' | 'and'; left: Node; right: Node }
  | { kind: 'compare'; operator: Comparator; left: Node; right: Node }
  | { kind: 'not'; child: Node }
  | { kind: 'flatten'; child: Node }
  | { kind: 'project' | 'values'; left: Node; right: Node }
  | { kind: 'filter'; left: Node; right: Node; condition: Node }
  | { kind: 'list'; items: readonly Node[] }
  | { kind: 'object'; entries: readonly (readonly [string, Node])[] }
  | { kind: 'call'; name: string; args: readonly Node[] }
  | { kind: 'expref'; child: Node };

const POWER: Readonly<Record<string, number>> = {
  pipe: 1,
  or: 2,
  and: 3,
  eq: 5,
  gt: 5,
  lt: 5,
  gte: 5,
  lte: 5,
  ne: 5,
  flatten: 9,
  star: 20,
  filter: 21,
  dot: 40,
  not: 45,
  lbrace: 50,
  lbracket: 55,
  lparen: 60,
};
const PROJECTION_STOP = 10;
const CURRENT: Node = { kind: 'current' };

export function parseQuery(text: string): Node {
  return new Parser(text).parse();
}

class Parser {
  private readonly text: string;
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(text: string) {
    this.text = text;
    this.tokens = tokenize(text);
  }

  parse(): Node {
    const node = this.expression(0);
    if (this.peek() !== 'eof') this.fail(this.take());
    return node;
  }

  private peek(ahead = 0): string {
    return this.tokens[this.at + ahead]?.type ?? 'eof';
  }

  private take(type?: string): Token {
    const token = this.tokens[this.at] ?? { type: 'eof', value: '', start: this.text.length };
    if (type !== undefined && token.type !== type) this.fail(token);
    this.at += 1;
    return token;
  }

  private fail(token: Token): never {
    const what =
      token.type === 'eof'
        ? 'Invalid jmespath expression: Incomplete expression'
        : `Invalid token: "${String(token.value)}"`;
    throw new QueryError(
      `Bad value for --query ${this.text}: ${what}:\n"${this.text}"\n${' '.repeat(token.start + 1)}^`,
    );
  }

  private expression(power: number): Node {
    let left = this.prefix(this.take());
    while (power < (POWER[this.peek()] ?? 0)) left = this.infix(this.take(), left);
    return left;
  }

  private prefix(token: Token): Node {
    switch (token.type) {
      case 'literal':
        return { kind: 'literal', value: token.value };
      case 'identifier':
      case 'quoted':
        return { kind: 'field', name: String(token.value) };
      case 'current':
        return CURRENT;
      case 'star':
        return { kind: 'values', left: CURRENT, right: this.projection(POWER.star ?? 0) };
      case 'filter':
        return this.filter(CURRENT);
      case 'flatten':
        return {
          kind: 'project',
          left: { kind: 'flatten', child: CURRENT },
          right: this.projection(POWER.flatten ?? 0),
        };
      case 'lbrace':
        return this.object();
      case 'lbracket':
        return this.bracketPrefix();
      case 'not':
        return { kind: 'not', child: this.expression(POWER.not ?? 0) };
      case 'expref':
        return { kind: 'expref', child: this.expression(0) };
      case 'lparen': {
        const inner = this.expression(0);
        this.take('rparen');
        return inner;
      }
      default:
        return this.fail(token);
    }
  }

  private infix(token: Token, left: Node): Node {
    switch (token.type) {
      case 'dot':
        if (this.peek() !== 'star') return { kind: 'chain', left, right: this.afterDot(POWER.dot ?? 0) };
        this.take();
        return { kind: 'values', left, right: this.projection(POWER.star ?? 0) };
      case 'pipe':
      case 'or':
      case 'and':
        return { kind: token.type, left, right: this.expression(POWER[token.type] ?? 0) };
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
        return { kind: 'compare', operator: token.type, left, right: this.expression(POWER[token.type] ?? 0) };
      case 'filter':
        return this.filter(left);
      case 'flatten':
        return { kind: 'project', left: { kind: 'flatten', child: left }, right: this.projection(POWER.flatten ?? 0) };
      case 'lparen':
        return this.call(left, token);
      case 'lbracket':
        return this.bracketInfix(left);
      default:
        return this.fail(token);
    }
  }

  private call(left: Node, token: Token): Node {
    if (left.kind !== 'field') return this.fail(token);
    const args: Node[] = [];
    while (this.peek() !== 'rparen') {
      args.push(this.expression(0));
      if (this.peek() === 'comma') this.take();
      else if (this.peek() !== 'rparen') this.fail(this.take());
    }
    this.take('rparen');
    return { kind: 'call', name: left.name, args };
  }

  private filter(left: Node): Node {
    const condition = this.expression(0);
    this.take('rbracket');
    const right = this.peek() === 'flatten' ? CURRENT : this.projection(POWER.filter ?? 0);
    return { kind: 'filter', left, right, condition };
  }

  private bracketPrefix(): Node {
    if (this.peek() === 'number' || this.peek() === 'colon') return this.indexed(CURRENT);
    if (this.peek() === 'star' && this.peek(1) === 'rbracket') {
      this.at += 2;
      return { kind: 'project', left: CURRENT, right: this.projection(POWER.star ?? 0) };
    }
    return this.list();
  }

  private bracketInfix(left: Node): Node {
    if (this.peek() === 'number' || this.peek() === 'colon') return this.indexed(left);
    this.take('star');
    this.take('rbracket');
    return { kind: 'project', left, right: this.projection(POWER.star ?? 0) };
  }

  /** `[3]`, or a slice, which is a projection. */
  private indexed(left: Node): Node {
    if (this.peek(1) === 'rbracket' && this.peek() === 'number') {
      const index = Number(this.take().value);
      this.take('rbracket');
      return { kind: 'chain', left, right: { kind: 'index', index } };
    }
    const parts: (number | null)[] = [null, null, null];
    let part = 0;
    while (this.peek() !== 'rbracket') {
      const token = this.take();
      if (token.type === 'number') parts[part] = Number(token.value);
      else if (token.type !== 'colon' || part === 2) this.fail(token);
      else part += 1;
    }
    this.take('rbracket');
    const slice: Node = { kind: 'chain', left, right: { kind: 'slice', parts } };
    return { kind: 'project', left: slice, right: this.projection(POWER.star ?? 0) };
  }

  private list(): Node {
    const items = [this.expression(0)];
    while (this.peek() === 'comma') {
      this.take();
      items.push(this.expression(0));
    }
    this.take('rbracket');
    return { kind: 'list', items };
  }

  private object(): Node {
    const entries: (readonly [string, Node])[] = [];
    for (;;) {
      const key = this.take();
      if (key.type !== 'identifier' && key.type !== 'quoted') this.fail(key);
      this.take('colon');
      entries.push([String(key.value), this.expression(0)]);
      if (this.peek() !== 'comma') break;
      this.take();
    }
    this.take('rbrace');
    return { kind: 'object', entries };
  }

  private afterDot(power: number): Node {
    const type = this.peek();
    if (type === 'identifier' || type === 'quoted' || type === 'star') return this.expression(power);
    if (type === 'lbracket') {
      this.take();
      return this.list();
    }
    if (type === 'lbrace') {
      this.take();
      return this.object();
    }
    return this.fail(this.take());
  }

  private projection(power: number): Node {
    const type = this.peek();
    if ((POWER[type] ?? 0) < PROJECTION_STOP) return CURRENT;
    if (type === 'lbracket' || type === 'filter') return this.expression(power);
    if (type !== 'dot') return this.fail(this.take());
    this.take();
    return this.afterDot(power);
  }
}
