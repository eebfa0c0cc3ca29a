/** The AWS CLI's shorthand syntax (`Name=a,Values=b,c`), after awscli/shorthand.py (Apache-2.0). */

export type Shorthand = string | Shorthand[] | { [key: string]: Shorthand };

export class ShorthandError extends Error {
  override readonly name = 'ShorthandError';
}

const START = '!#-&(-+\\--<>-Z\\\\-z|-\uffff';
const FIRST = new RegExp(`^(\\\\,|[${START}])(\\\\,|[\\s!#-&(-+\\--\\\\^-|~-\uffff])*`);
const SECOND = new RegExp(`^(\\\\,|[${START}])(\\\\,|[\\s!#-&(-+\\--<>-\uffff])*`);

export function parseShorthand(text: string): { [key: string]: Shorthand } {
  return new Parser(text).parse();
}

class Parser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  parse(): { [key: string]: Shorthand } {
    const out: { [key: string]: Shorthand } = {};
    for (;;) {
      const start = this.at;
      const [key, value] = this.pair(() => this.values());
      if (Object.hasOwn(out, key)) {
        throw new ShorthandError(
          `Second instance of key "${key}" encountered for input:\n${this.pointer(start)}\nThis is often because there is a preceding "," instead of a space.`,
        );
      }
      out[key] = value;
      if (this.at >= this.text.length) return out;
      this.expect(',');
    }
  }

  private pair(value: () => Shorthand): [string, Shorthand] {
    const start = this.at;
    while (/[A-Za-z0-9\-_.#/:]/.test(this.current())) this.at += 1;
    const key = this.text.slice(start, this.at);
    this.expect('=');
    return [key, value()];
  }

  private values(): Shorthand {
    if (this.at >= this.text.length) return '';
    if (this.current() === '[') return this.list();
    if (this.current() === '{') return this.object();
    return this.csv();
  }

  /** `a` is a string, `a,b` a list; in `a,k=v` the comma ends the value. */
  private csv(): Shorthand {
    const first = this.scalar(FIRST, true);
    this.space();
    if (this.current() !== ',') return first;
    this.expect(',');
    const list = [first];
    for (;;) {
      const back = this.at;
      try {
        const next = this.scalar(SECOND, false);
        this.space();
        list.push(next);
        if (this.at >= this.text.length) break;
        this.expect(',');
      } catch (error) {
        if (this.at >= this.text.length || !(error instanceof ShorthandError)) throw error;
        if (list.length > 1 && this.at !== back) list.pop();
        this.at = this.text.lastIndexOf(',', this.at);
        break;
      }
    }
    return list.length === 1 ? first : list;
  }

  private list(): Shorthand {
    this.expect('[');
    const list: Shorthand[] = [];
    while (this.current() !== ']') {
      list.push(this.explicit());
      this.space();
      if (this.current() !== ']') this.expect(',');
    }
    this.expect(']', false);
    return list;
  }

  private object(): Shorthand {
    this.expect('{');
    const out: { [key: string]: Shorthand } = {};
    while (this.current() !== '}') {
      const [key, value] = this.pair(() => this.explicit());
      out[key] = value;
      this.space();
      if (this.current() !== '}') this.expect(',');
    }
    this.expect('}', false);
    return out;
  }

  private explicit(): Shorthand {
    if (this.current() === '[') return this.list();
    if (this.current() === '{') return this.object();
    return this.scalar(FIRST, true);
  }

  private scalar(pattern: RegExp, mayBeEmpty: boolean): string {
    const quote = this.current();
    if (quote === "'" || quote === '"') {
      const match = new RegExp(`^${quote}((?:\\\\${quote}|[^${quote}])*)${quote}`).exec(this.text.slice(this.at));
      if (!match) throw this.unexpected(quote === "'" ? '<singled quoted>' : '<double quoted>', '<none>');
      this.at += match[0].length;
      return (match[1] ?? '').replaceAll(`\\${quote}`, quote).replaceAll('\\\\', '\\');
    }
    const match = pattern.exec(this.text.slice(this.at));
    if (!match) {
      if (mayBeEmpty) return '';
      throw this.unexpected('<second>', '<none>');
    }
    this.at += match[0].length;
    return match[0].replaceAll('\\,', ',').trimEnd();
  }

  private current(): string {
    return this.text[this.at] ?? '';
  }

  private space(): void {
    while (/\s/.test(this.current())) this.at += 1;
  }

  private expect(char: string, spaces = true): void {
    if (spaces) this.space();
    if (this.current() !== char) throw this.unexpected(char, this.current() || 'EOF');
    this.at += 1;
    if (spaces) this.space();
  }

  private unexpected(expected: string, received: string): ShorthandError {
    return new ShorthandError(`Expected: '${expected}', received: '${received}' for input:\n${this.pointer(this.at)}`);
  }

  private pointer(at: number): string {
    return `${this.text}\n${' '.repeat(at)}^`;
  }
}
