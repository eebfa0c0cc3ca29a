/** First offset, and the one after the last. */
export interface Span {
  start: number;
  end: number;
}

export interface WordVisitor {
  /** Called for every `&` that puts what stands before it into the background. */
  background?(at: number): void;
  /** Called for the words of every simple command, reserved words before it among them and redirections left out. */
  command?(words: readonly Span[]): void;
  /**
   * Called for every word that a redirection by `>` or `<` names, and for none of a here-document, a here-string or a
   * descriptor (`>&`); and whether it is written to.
   */
  target?(start: number, end: number, writes: boolean): void;
}

export const WORD_BREAK = /[\s;&|()<>]/;
const COMMAND_BREAK = /[\n;&|()]/;
const REST_OF_REDIRECTION = /[>|&]?[ \t]*/y;

/**
 * Gathers the words of the commands at one level of nesting: those of a `$(…)` are gathered by another one. The patterns
 * of a `case` and the elements of an array are no commands.
 */
export class CommandWords {
  readonly #text: string;
  readonly #visitor: WordVisitor;
  readonly #isArray: boolean;
  #words: Span[] = [];
  /** Where the word that is being read begins, or -1; and the operator of the redirection that names it. */
  #word = -1;
  #redirection: '' | '<' | '>' = '';
  #cases = 0;
  #inPattern = false;

  constructor(text: string, visitor: WordVisitor, from: number) {
    this.#text = text;
    this.#visitor = visitor;
    this.#isArray = text.charAt(from - 1) === '(' && text.charAt(from - 2) === '=';
  }

  /** To be told of every character outside of quotes and substitutions. */
  before(c: string, at: number): void {
    if (!WORD_BREAK.test(c)) {
      if (this.#word < 0 && c !== '#') this.#word = at;
      return;
    }
    this.#wordEnd(at);
    if (c === '&' && !/[<>&|]/.test(this.#text.charAt(at - 1)) && !/[&>]/.test(this.#text.charAt(at + 1)))
      this.#visitor.background?.(at);
    const isDescriptor = c === '&' && /[<>]/.test(this.#text.charAt(at - 1) + this.#text.charAt(at + 1));
    if (COMMAND_BREAK.test(c) && !isDescriptor) this.#commandEnd();
    if (c === ')') this.#inPattern = false;
    if (this.#cases > 0 && c === ';' && /[;&]/.test(this.#text.charAt(at + 1))) this.#inPattern = true;
  }

  /** What follows the first character of a redirection; where the word begins, or what else stands there. */
  redirection(c: '<' | '>', at: number): number {
    REST_OF_REDIRECTION.lastIndex = at;
    const [rest = ''] = REST_OF_REDIRECTION.exec(this.#text) ?? [];
    const after = at + rest.length;
    const isWord = after < this.#text.length && !WORD_BREAK.test(this.#text.charAt(after));
    if (!isWord || rest.startsWith('&')) return after;
    this.#word = after;
    this.#redirection = rest.startsWith('>') ? '>' : c;
    return after;
  }

  end(at: number): void {
    this.#wordEnd(at);
    this.#commandEnd();
  }

  #wordEnd(after: number): void {
    const [start, redirection] = [this.#word, this.#redirection];
    [this.#word, this.#redirection] = [-1, ''];
    if (start < 0) return;
    if (redirection !== '') {
      this.#visitor.target?.(start, after, redirection === '>');
      return;
    }
    this.#words.push({ start, end: after });
    const text = this.#text.slice(start, after);
    if (text === 'esac' && this.#words.length === 1) {
      this.#cases -= 1;
      this.#inPattern = false;
    }
    if (text === 'in' && this.#textOf(-3) === 'case') {
      this.#commandEnd();
      this.#cases += 1;
      this.#inPattern = true;
    }
  }

  #textOf(index: number): string {
    const word = this.#words.at(index);
    return word === undefined ? '' : this.#text.slice(word.start, word.end);
  }

  #commandEnd(): void {
    if (this.#words.length > 0 && !this.#inPattern && !this.#isArray) this.#visitor.command?.(this.#words);
    this.#words = [];
  }
}
