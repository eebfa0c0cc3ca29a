/**
 * Where the words of simple commands stand in a shell text. The interpreter's parser gives no columns; this gives
 * offsets. It knows quoting, expansions and redirections, and no more (POSIX.1-2024, Shell Command Language, 2.3): what
 * it makes of a here-document's body is not to be relied on.
 */
export interface Word {
  start: number;
  /** After its last character. */
  end: number;
}

/** The words of each simple command in the order of their ends, reserved words among them, redirections left out. */
export function commandWords(text: string): Word[][] {
  const reader = new Reader(text);
  reader.read(null);
  return reader.commands;
}

class Reader {
  readonly commands: Word[][] = [];
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  read(end: ')' | '`' | null): void {
    let words: Word[] = [];
    const finish = (): void => {
      if (words.length > 0) this.commands.push(words);
      words = [];
    };
    while (this.at < this.text.length) {
      const c = this.text.charAt(this.at);
      if (c === end) break;
      if (c === ' ' || c === '\t') this.at += 1;
      else if (c === '\\' && this.text.charAt(this.at + 1) === '\n') this.at += 2;
      else if (c === '#') this.skipLine();
      else if (c === '<' || c === '>') this.redirection();
      else if (/[\n;&|()]/.test(c)) {
        this.at += 1;
        finish();
      } else {
        const word = this.word(end);
        const isDescriptor =
          /^[<>]/.test(this.text.slice(word.end)) && /^\d+$/.test(this.text.slice(word.start, word.end));
        if (!isDescriptor) words.push(word);
      }
    }
    this.at += 1;
    finish();
  }

  private word(end: string | null): Word {
    const start = this.at;
    while (this.at < this.text.length) {
      const c = this.text.charAt(this.at);
      if (/[\s;&|()<>]/.test(c) || c === end) break;
      this.part(c);
    }
    // A stray character that begins no word must not hold the reader up.
    if (this.at === start) this.at += 1;
    return { start, end: this.at };
  }

  private part(c: string): void {
    if (c === '\\') this.at += 2;
    else if (c === "'") this.quoted("'");
    else if (c === '"') this.double();
    else if (c === '`') this.nested(1, '`');
    else if (this.text.startsWith("$'", this.at)) {
      this.at += 1;
      this.quoted("'", true);
    } else if (this.text.startsWith('$((', this.at)) this.balanced('(', ')');
    else if (this.text.startsWith('$(', this.at)) this.nested(2, ')');
    else if (this.text.startsWith('${', this.at)) this.balanced('{', '}');
    else this.at += 1;
  }

  private nested(opening: number, end: ')' | '`'): void {
    this.at += opening;
    this.read(end);
  }

  private quoted(quote: string, escapes = false): void {
    this.at += 1;
    while (this.at < this.text.length && this.text.charAt(this.at) !== quote) {
      this.at += escapes && this.text.charAt(this.at) === '\\' ? 2 : 1;
    }
    this.at += 1;
  }

  private double(): void {
    this.at += 1;
    while (this.at < this.text.length && this.text.charAt(this.at) !== '"') {
      const c = this.text.charAt(this.at);
      if (c === "'") this.at += 1;
      else this.part(c);
    }
    this.at += 1;
  }

  /** From `$` to the bracket that closes the first one. */
  private balanced(open: string, close: string): void {
    let depth = 0;
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const c = this.text.charAt(this.at);
      if (c === open) depth += 1;
      if (c === close) depth -= 1;
      if (depth === 0) break;
    }
    this.at += 1;
  }

  private redirection(): void {
    while (/[<>&|-]/.test(this.text.charAt(this.at))) this.at += 1;
    while (/[ \t]/.test(this.text.charAt(this.at))) this.at += 1;
    if (/[^\s;&|()<>]/.test(this.text.charAt(this.at))) this.word(null);
  }

  private skipLine(): void {
    const newline = this.text.indexOf('\n', this.at);
    this.at = newline === -1 ? this.text.length : newline;
  }
}
