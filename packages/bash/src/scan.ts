/**
 * A lexical pass over bash source that knows the quoting at every place: bare words, quotes, comments, here-documents,
 * `$(…)`, backquotes and arithmetic, nested to any depth. The interpreter's parser gives no columns; this gives offsets.
 * (POSIX.1-2024, Shell Command Language, 2.2 Quoting, 2.3 Token Recognition, 2.7.4 Here-Document.)
 */

import { CommandWords, WORD_BREAK, type WordVisitor } from './command-words.ts';

/** `raw` is a here-document whose delimiter is quoted; `body` is one that expands. */
export type Quoting = 'bare' | 'double' | 'single' | 'body' | 'raw';

export interface ScanVisitor extends WordVisitor {
  /** Called at every `<` and `{{` that may open a blank; returns the offset after it, or null when there is none. */
  blank?(offset: number, quoting: Quoting): number | null;
  /** Called for `$((expression))` and `((expression))`: the expression's first offset and the one after its last. */
  arithmetic?(start: number, end: number, quoting: Quoting): void;
  /** Called for `$(…)` and backquotes, after what they hold: first offset, the one after the last, length of the opening. */
  substitution?(start: number, end: number, opening: number): void;
  /** Called for every `$!` and `${!}` that is expanded: first offset, and the one after the last. */
  lastJob?(start: number, end: number): void;
  /** Called behind every line end that may end a command: outside of quotes, `$(…)`, `(…)` and here-documents. */
  lineEnd?(after: number): void;
}

interface HereDocument {
  delimiter: string;
  quoted: boolean;
  stripTabs: boolean;
}

export function scan(text: string, visitor: ScanVisitor): void {
  new Scanner(text, visitor).commands(null);
}

const HERE_OPERATOR = /<<(-?)[ \t]*((?:'[^'\n]*'|"[^"\n]*"|\\.|[^\s;&|()<>'"\\])+)/y;
/** What means nothing by itself in any quoting. */
const ORDINARY = /[\w./:=,@%+-]*/y;

class Scanner {
  readonly #text: string;
  readonly #visitor: ScanVisitor;
  readonly #readsWords: boolean;
  #at = 0;
  #pending: HereDocument[] = [];

  constructor(text: string, visitor: ScanVisitor) {
    this.#text = text;
    this.#visitor = visitor;
    this.#readsWords =
      visitor.background !== undefined || visitor.command !== undefined || visitor.target !== undefined;
  }

  /** Reads commands up to `end`, which is consumed, or to the end of the text. */
  commands(end: ')' | '`' | null): void {
    const words = this.#readsWords ? new CommandWords(this.#text, this.#visitor, this.#at) : null;
    while (this.#at < this.#text.length) {
      const c = this.#text.charAt(this.#at);
      const start = this.#at;
      words?.before(c, start);
      if (c === end) {
        this.#at += 1;
        words?.end(start);
        return;
      }
      if (c === '#' && this.#atWordStart()) this.#skipTo('\n');
      else if (c === '\n') {
        this.#lineEnd();
        if (end === null) this.#visitor.lineEnd?.(this.#at);
      } else if (c === "'") this.#single();
      else if (c === '"') this.#double();
      else if (this.#text.startsWith('((', this.#at) && this.#atWordStart()) this.#arithmetic(2, 'bare');
      else if (c === '(') this.#nested(1, ')');
      else if (c === '<' && this.#hereOperator()) continue;
      else this.#common(c, 'bare');
      if (words !== null && (c === '<' || c === '>') && this.#at === start + 1)
        this.#at = words.redirection(c, this.#at);
    }
    words?.end(this.#at);
  }

  /** What means the same inside and outside of double quotes. */
  #common(c: string, quoting: Quoting): void {
    if (c === '\\') this.#at += 2;
    else if (c === '$' && this.#lastJob()) return;
    else if (this.#text.startsWith("$'", this.#at) && quoting === 'bare') this.#ansi();
    else if (this.#text.startsWith('$((', this.#at)) this.#arithmetic(3, quoting);
    else if (this.#text.startsWith('$(', this.#at)) this.#substitution(2, ')');
    else if (c === '`') this.#substitution(1, '`');
    else this.#plain(quoting);
  }

  #lastJob(): boolean {
    const job = ['$!', `\${!}`].find((spelling) => this.#text.startsWith(spelling, this.#at));
    if (job === undefined) return false;
    this.#visitor.lastJob?.(this.#at, this.#at + job.length);
    this.#at += job.length;
    return true;
  }

  #substitution(opening: number, end: ')' | '`'): void {
    const start = this.#at;
    this.#nested(opening, end);
    this.#visitor.substitution?.(start, this.#at, opening);
  }

  #plain(quoting: Quoting): void {
    const c = this.#text.charAt(this.#at);
    const opens = c === '<' || (c === '{' && this.#text.startsWith('{{', this.#at));
    const after = opens ? (this.#visitor.blank?.(this.#at, quoting) ?? null) : null;
    // Who reads words is to see where each begins.
    const next = this.#at + 1;
    this.#at = after ?? (this.#readsWords && WORD_BREAK.test(c) ? next : this.#ordinaryEnd(next));
  }

  #ordinaryEnd(from: number): number {
    ORDINARY.lastIndex = from;
    ORDINARY.test(this.#text);
    return ORDINARY.lastIndex;
  }

  #atWordStart(): boolean {
    return this.#at === 0 || WORD_BREAK.test(this.#text.charAt(this.#at - 1));
  }

  #skipTo(mark: string): void {
    const found = this.#text.indexOf(mark, this.#at);
    this.#at = found === -1 ? this.#text.length : found;
  }

  #nested(opening: number, end: ')' | '`'): void {
    this.#at += opening;
    this.commands(end);
  }

  #single(): void {
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== "'") this.#plain('single');
    this.#at += 1;
  }

  #ansi(): void {
    this.#at += 2;
    while (this.#at < this.#text.length && this.#text.charAt(this.#at) !== "'") {
      this.#at += this.#text.charAt(this.#at) === '\\' ? 2 : 1;
    }
    this.#at += 1;
  }

  #double(): void {
    this.#at += 1;
    while (this.#at < this.#text.length) {
      const c = this.#text.charAt(this.#at);
      if (c === '"') break;
      this.#common(c, 'double');
    }
    this.#at += 1;
  }

  /** `$((…))`; where no `))` closes it, it is a subshell inside `$(…)` and is read as commands. */
  #arithmetic(opening: number, quoting: Quoting): void {
    const start = this.#at + opening;
    const end = this.#arithmeticEnd(start);
    if (end === null) {
      this.#nested(opening - 1, ')');
      return;
    }
    this.#visitor.arithmetic?.(start, end, quoting);
    this.#at = start;
    while (this.#at < end) this.#common(this.#text.charAt(this.#at), quoting);
    this.#at = end + 2;
  }

  #arithmeticEnd(start: number): number | null {
    let depth = 0;
    for (let i = start; i < this.#text.length; i += 1) {
      const c = this.#text.charAt(i);
      if (c === '(') depth += 1;
      else if (c === ')' && depth > 0) depth -= 1;
      else if (c === ')') return this.#text.charAt(i + 1) === ')' ? i : null;
    }
    return null;
  }

  #hereOperator(): boolean {
    if (this.#text.startsWith('<<<', this.#at)) {
      this.#at += 3;
      return true;
    }
    HERE_OPERATOR.lastIndex = this.#at;
    const match = HERE_OPERATOR.exec(this.#text);
    const word = match?.[2];
    if (!match || word === undefined) return false;
    this.#pending.push({
      delimiter: word.replace(/\\(.)|['"]/g, '$1'),
      quoted: /['"\\]/.test(word),
      stripTabs: match[1] === '-',
    });
    this.#at += match[0].length;
    return true;
  }

  #lineEnd(): void {
    this.#at += 1;
    const pending = this.#pending;
    this.#pending = [];
    for (const document of pending) this.#hereBody(document);
  }

  #hereBody(document: HereDocument): void {
    while (this.#at < this.#text.length) {
      const newline = this.#text.indexOf('\n', this.#at);
      const end = newline === -1 ? this.#text.length : newline;
      const line = this.#text.slice(this.#at, end);
      if ((document.stripTabs ? line.replace(/^\t+/, '') : line) === document.delimiter) {
        this.#at = end + 1;
        return;
      }
      while (this.#at < end) {
        if (document.quoted) this.#plain('raw');
        else this.#common(this.#text.charAt(this.#at), 'body');
      }
      this.#at = Math.max(this.#at, end + 1);
    }
  }
}
