/**
 * Cuts a document where the cut cannot change what the Markdown means, since the parser's cost grows faster than the
 * length of what it is given.
 *
 * A line at column 0 that is a heading ends every list, quote and paragraph; so does other text at column 0 after an
 * empty line. Inside a fence or raw HTML nothing is cut. Only in a run of lines that offers neither for a long way is it
 * cut at the next line.
 *
 * What stands in a fence at column 0 is no Markdown: the parser is spared it.
 */
import type { Diagnostic } from '@steadyhand/contracts';

export interface Chunk {
  /** Without the text of fences. */
  text: string;
  /** The document's line of each line of `text`. */
  lines: number[];
  fences: SparedFence[];
  whole: string;
  /** Lines of the document before the chunk. */
  offset: number;
}

export interface SparedFence {
  /** Line in the chunk's `text` on which it opens; it is closed on the next. */
  line: number;
  text: string;
}

/** Characters after which a chunk ends at the next heading. */
const SMALL = 1_500;
const LARGE = 16_000;
const TEXT_AFTER = 32_000;
const ANYWHERE_AFTER = 128_000;

/** A longer line holds data, not Markdown. */
const LINE_LIMIT = 20_000;
const TOO_DEEP = /^[ \t]*(?:>[ \t]?|(?:[-+*]|\d{1,9}[.)])[ \t]+){60}|^[ \t]{200}[ \t]*\S/;
const DEFINITION = /^ {0,3}\[[^\]]{1,200}\]:/;

/** `small` chunks cost less; where links are defined apart from their uses they are large nevertheless. */
export function cutIntoChunks(
  lines: readonly string[],
  wanted: 'small' | 'large',
): { chunks: Chunk[]; diagnostics: Diagnostic[] } {
  const isSmall = wanted === 'small' && !lines.some((line) => DEFINITION.test(line));
  const headingAfter = isSmall ? SMALL : LARGE;
  const chunks: Chunk[] = [];
  const diagnostics: Diagnostic[] = [];
  const region = new Region();
  let chunk = new ChunkLines(0);
  let [size, blankBefore] = [0, true];
  for (const [i, line] of lines.entries()) {
    if (size > 0 && !region.inside && maybeCut(line, { size, blankBefore, headingAfter })) {
      chunks.push(chunk.close());
      chunk = new ChunkLines(i);
      size = 0;
    }
    const refusal = refuse(line, i + 1, region.inside);
    if (refusal !== null) diagnostics.push(refusal);
    region.read(line);
    chunk.add(refusal === null ? line : '', region);
    size += line.length + 1;
    blankBefore = line.trim() === '';
  }
  chunks.push(chunk.close());
  return { chunks, diagnostics };
}

interface CutPlace {
  size: number;
  blankBefore: boolean;
  headingAfter: number;
}

function maybeCut(line: string, { size, blankBefore, headingAfter }: CutPlace): boolean {
  if (size > ANYWHERE_AFTER) return true;
  if (size > headingAfter && (blankBefore || size > LARGE) && /^#{1,6}[ \t]/.test(line)) return true;
  return size > TEXT_AFTER && blankBefore && /^[\p{L}*_`[]/u.test(line) && !/^\*[ \t]/.test(line);
}

/** What the parser is spared; such a line is left empty for it. */
function refuse(line: string, number: number, inside: boolean): Diagnostic | null {
  const where = { line: number, severity: 'warning' } as const;
  if (line.length > LINE_LIMIT) {
    const message = `A line of ${line.length} characters is left out; the limit is ${LINE_LIMIT}.`;
    return { ...where, rule: 'line-too-long', message, hint: 'Move the data into a file of its own.' };
  }
  if (inside || !TOO_DEEP.test(line)) return null;
  return { ...where, rule: 'nesting-too-deep', message: 'Lists or quotes nested this deep are left out.' };
}

class ChunkLines {
  readonly #offset: number;
  readonly #lines: string[] = [];
  /** Indices of the lines that open and close a fence at column 0. */
  readonly #fences: [open: number, close: number][] = [];
  #open: number | null = null;

  constructor(offset: number) {
    this.#offset = offset;
  }

  add(line: string, { inside }: Region): void {
    this.#lines.push(line);
    const at = this.#lines.length - 1;
    if (this.#open === null) {
      if (inside && /^(?:`{3}|~{3})/.test(line)) this.#open = at;
    } else if (!inside) {
      if (/^ {0,3}(?:`{3,}|~{3,})[ \t]*$/.test(line)) this.#fences.push([this.#open, at]);
      this.#open = null;
    }
  }

  close(): Chunk {
    const all = this.#lines;
    const kept: string[] = [];
    const chunk: Chunk = { text: '', lines: [], fences: [], whole: all.join('\n'), offset: this.#offset };
    const keep = (from: number, to: number): void => {
      for (let i = from; i < to; i += 1) {
        kept.push(all[i] ?? '');
        chunk.lines.push(this.#offset + i + 1);
      }
    };
    let from = 0;
    for (const [open, close] of this.#fences) {
      keep(from, open + 1);
      chunk.fences.push({ line: kept.length, text: all.slice(open + 1, close).join('\n') });
      from = close;
    }
    keep(from, all.length);
    chunk.text = kept.join('\n');
    return chunk;
  }
}

/** Whether a line stands inside a fence or raw HTML, as far as its own lines show. */
class Region {
  #fence: string | null = null;
  /** What ends the raw HTML, or null. */
  #end: RegExp | null = null;

  get inside(): boolean {
    return this.#fence !== null || this.#end !== null;
  }

  read(line: string): void {
    if (this.#end !== null) {
      if (this.#end.test(line)) this.#end = null;
      return;
    }
    const mark = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (this.#fence === null) {
      if (mark?.[1] !== undefined) this.#fence = mark[1];
      else this.#raw(line);
    } else if (mark?.[1]?.startsWith(this.#fence) && mark[2]?.trim() === '') this.#fence = null;
  }

  #raw(line: string): void {
    for (const [start, end] of RAW) {
      const match = start.exec(line);
      if (match === null) continue;
      if (!end.test(line.slice(match[0].length))) this.#end = end;
      return;
    }
  }
}

/** HTML that goes on over empty lines (CommonMark 0.31, 4.6, kinds 1 and 2). */
const RAW: readonly (readonly [RegExp, RegExp])[] = [
  [/^[ \t]*<!--/, /-->/],
  [/^ {0,3}<(?:script|pre|style|textarea)(?=[\s>]|$)/i, /<\/(?:script|pre|style|textarea)>/i],
];
