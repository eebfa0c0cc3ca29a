import type { Expression } from './expression.ts';
import { malformedAt, type Span } from './malformed.ts';

export interface Token extends Span {
  kind: 'name' | 'quoted-name' | 'text' | 'number' | 'duration' | 'sign' | 'end';
  /** Without quotes and escapes. */
  text: string;
}

const SPACE = /(?:\s+|#[^\n]*)*/y;
const TOKEN =
  /(?<name>[@A-Za-z_][\w@.]*)|`(?<ticked>[^`]*)`|"(?<double>(?:[^"\\]|\\.)*)"|'(?<single>(?:[^'\\]|\\.)*)'|(?<duration>\d+[A-Za-z]+)|(?<number>\d+(?:\.\d+)?)|(?<sign>=~|!=|<=|>=|[-+*/%^=<>(),[\]|])/y;
const PATTERN = /\/((?:[^/\\\n]|\\.)+)\/([a-z]*)/y;

/** Reads a query token by token; a pattern between slashes only where the parser expects one, as `/` also divides. */
export class Scanner {
  readonly query: string;
  /** Reads a call that means something else than usual here, from behind its opening bracket. */
  ownCall: ((name: Token) => Expression | undefined) | null = null;
  #at = 0;
  #ahead: Token | null = null;

  constructor(query: string) {
    this.query = query;
  }

  /** Behind the last token that was taken. */
  get position(): number {
    return this.#at;
  }

  peek(): Token {
    this.#ahead ??= this.#read();
    return this.#ahead;
  }

  next(): Token {
    const token = this.peek();
    this.#ahead = null;
    this.#at = token.end;
    return token;
  }

  /** Takes a sign or a word, in small or large letters; undefined when something else comes. */
  take(...texts: string[]): Token | undefined {
    const token = this.peek();
    const isPlain = token.kind === 'sign' || token.kind === 'name';
    return isPlain && texts.includes(token.text.toLowerCase()) ? this.next() : undefined;
  }

  expect(text: string): Token {
    const token = this.take(text);
    if (!token) throw this.unexpected();
    return token;
  }

  /** Undefined when no pattern comes. */
  pattern(): RegExp | undefined {
    this.#ahead = null;
    const start = this.#skipSpace();
    PATTERN.lastIndex = start;
    const found = PATTERN.exec(this.query);
    if (!found) return undefined;
    this.#at = PATTERN.lastIndex;
    try {
      // `(?i)` at the beginning is how Java says that letters may be small or large.
      const [, source = '', flags = ''] = found;
      const isInsensitive = source.startsWith('(?i)') || flags.includes('i');
      return new RegExp(source.replace(/^\(\?i\)/, ''), isInsensitive ? 'i' : '');
    } catch {
      throw malformedAt(this.query, { start, end: this.#at }, 'invalid regular expression');
    }
  }

  unexpected(problem?: string) {
    return malformedAt(this.query, this.peek(), problem);
  }

  #skipSpace(): number {
    SPACE.lastIndex = this.#at;
    SPACE.exec(this.query);
    return Math.max(this.#at, SPACE.lastIndex);
  }

  #read(): Token {
    const start = this.#skipSpace();
    if (start >= this.query.length) return { kind: 'end', text: '', start, end: start };
    TOKEN.lastIndex = start;
    const groups = TOKEN.exec(this.query)?.groups;
    if (!groups) throw malformedAt(this.query, { start, end: start + 1 });
    const end = TOKEN.lastIndex;
    const { name, ticked, double, single, duration, number, sign = '' } = groups;
    const quoted = double ?? single;
    if (name !== undefined) return { kind: 'name', text: name, start, end };
    if (ticked !== undefined) return { kind: 'quoted-name', text: ticked, start, end };
    if (quoted !== undefined) return { kind: 'text', text: unescaped(quoted), start, end };
    if (duration !== undefined) return { kind: 'duration', text: duration, start, end };
    if (number !== undefined) return { kind: 'number', text: number, start, end };
    return { kind: 'sign', text: sign, start, end };
  }
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, char: string) => ({ n: '\n', t: '\t' })[char] ?? char);
}
