/**
 * What is typed into a terminal, cut into pieces: keys as they are, whole lines one at a time, pasted text without its
 * control characters (bracketed paste: xterm, "Control Sequences"). What is not taken yet waits for the next line.
 */
export type Typed =
  /** Keys for the line editor, with their escape sequences. */
  | { kind: 'keys'; text: string }
  /** Pasted: to be put in as it stands. */
  | { kind: 'text'; text: string }
  | { kind: 'enter' }
  | { kind: 'search' };

export const PASTE_ON = '\u001b[?2004h';
export const PASTE_OFF = '\u001b[?2004l';

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';
const CTRL_R = '\u0012';
const ESCAPE = '\\u001b';
const KEYS_END = new RegExp(`[\\t\\r\\n${CTRL_R}]`);
/** The start of a mark whose rest is still to come. */
const CUT_MARK = new RegExp(`${ESCAPE}\\[20?[01]?$`);
/** All but tabs and line ends. */
const CONTROL = /(?![\t\r\n])\p{Cc}/gu;

export class Keyboard {
  private pending = '';
  private isPasting = false;

  add(text: string): void {
    this.pending += text;
  }

  /** The next piece, or null where there is none. */
  take(): Typed | null {
    if (this.pending === '') return null;
    return this.isPasting ? this.pasted() : this.typed();
  }

  /** Forgets what waits; gives how many lines of it there were. */
  drop(): number {
    const text = this.pending.replaceAll(PASTE_START, '').replaceAll(PASTE_END, '');
    const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() !== '').length;
    this.pending = '';
    this.isPasting = false;
    return lines;
  }

  private typed(): Typed | null {
    const text = this.pending;
    if (text.startsWith(PASTE_START)) {
      this.isPasting = true;
      this.pending = text.slice(PASTE_START.length);
      return this.take();
    }
    if (text.startsWith(CTRL_R)) return this.cut(1, { kind: 'search' });
    // What follows waits until it is completed.
    if (text.startsWith('\t')) return this.cut(1, { kind: 'keys', text: '\t' });
    const enter = /^(?:\r\n|\r|\n)/.exec(text);
    if (enter) return this.cut(enter[0].length, { kind: 'enter' });
    const ends = [text.search(KEYS_END), text.indexOf(PASTE_START), text.search(CUT_MARK)];
    return this.upTo(ends, (keys) => ({ kind: 'keys', text: keys }));
  }

  private pasted(): Typed | null {
    const text = this.pending;
    if (text.startsWith(PASTE_END)) {
      this.isPasting = false;
      this.pending = text.slice(PASTE_END.length);
      return this.take();
    }
    const enter = /^(?:\r\n|\r|\n)/.exec(text);
    if (enter) return this.cut(enter[0].length, { kind: 'enter' });
    const ends = [text.search(/[\r\n]/), text.indexOf(PASTE_END), text.search(CUT_MARK)];
    return this.upTo(ends, (pasted) => ({ kind: 'text', text: pasted.replace(CONTROL, '') }));
  }

  /** Null where the first of the ends is here, and what it is the start of is not whole yet. */
  private upTo(ends: readonly number[], typed: (text: string) => Typed): Typed | null {
    const end = Math.min(...ends.filter((at) => at >= 0), this.pending.length);
    return end === 0 ? null : this.cut(end, typed(this.pending.slice(0, end)));
  }

  private cut(length: number, typed: Typed): Typed {
    this.pending = this.pending.slice(length);
    return typed;
  }
}
