/** What a command printed, on a screen: whole where it is short, else its beginning and its end. */
import { headAndTail } from '@steadyhand/engine';

const LINES_MAX = 80;
const BYTES_MAX = 16 * 1024;
/** Of each end. */
const LINES_SHOWN = 20;

export interface ShownOutput {
  /** Without a newline at its end. */
  text: string;
  isWhole: boolean;
}

export function shownOutput(text: string): ShownOutput {
  const gate = new OutputGate();
  gate.pass(text);
  return gate.end().text === '' ? { text: text.replace(/\n$/, ''), isWhole: true } : endsOf(text);
}

function endsOf(text: string): ShownOutput {
  const ends = headAndTail(text, { lines: LINES_SHOWN });
  return { text: ends, isWhole: ends === text.replace(/\n+$/, '') };
}

/** Lets output through while its command still runs, until it is too much to be read. */
export class OutputGate {
  private lines = 0;
  private bytes = 0;
  private held = '';

  /** The part of a chunk that is to be shown now. */
  pass(chunk: string): string {
    let shown = '';
    for (const piece of chunk.split(/(?<=\n)/)) {
      const bytes = Buffer.byteLength(piece);
      if (this.held === '' && this.lines < LINES_MAX && this.bytes + bytes <= BYTES_MAX) {
        shown += piece;
        this.lines += piece.endsWith('\n') ? 1 : 0;
        this.bytes += bytes;
      } else this.held += piece;
    }
    return shown;
  }

  /** What is to be shown of the rest. */
  end(): ShownOutput {
    return this.held === '' ? { text: '', isWhole: true } : endsOf(this.held);
  }
}
