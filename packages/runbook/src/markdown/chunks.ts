/**
 * Cuts a document where the cut cannot change what the Markdown means, since the parser's cost grows faster than the
 * length of what it is given.
 *
 * A line at column 0 that is a heading ends every list, quote and paragraph; so does other text at column 0 after an
 * empty line. Inside a fence or an HTML comment nothing is cut. Only in a run of lines that offers neither for a long
 * way is it cut at the next line.
 */
import type { Diagnostic } from '@steadyhand/contracts';

export interface Chunk {
  text: string;
  /** Lines of the document before the chunk. */
  offset: number;
}

const HEADING_AFTER = 16_000;
const TEXT_AFTER = 32_000;
const ANYWHERE_AFTER = 128_000;

/** A longer line holds data, not Markdown. */
const LINE_LIMIT = 20_000;
const TOO_DEEP = /^[ \t]*(?:>[ \t]?|(?:[-+*]|\d{1,9}[.)])[ \t]+){60}|^[ \t]{200}[ \t]*\S/;

export function cutIntoChunks(lines: readonly string[]): { chunks: Chunk[]; diagnostics: Diagnostic[] } {
  const chunks: Chunk[] = [];
  const diagnostics: Diagnostic[] = [];
  const region = new Region();
  let kept: string[] = [];
  let [offset, size, blankBefore] = [0, 0, true];
  for (const [i, line] of lines.entries()) {
    if (size > 0 && !region.inside && maybeCut(line, size, blankBefore)) {
      chunks.push({ text: kept.join('\n'), offset });
      [kept, offset, size] = [[], i, 0];
    }
    const refusal = refuse(line, i + 1, region.inside);
    if (refusal !== null) diagnostics.push(refusal);
    region.read(line);
    kept.push(refusal === null ? line : '');
    size += line.length + 1;
    blankBefore = line.trim() === '';
  }
  chunks.push({ text: kept.join('\n'), offset });
  return { chunks, diagnostics };
}

function maybeCut(line: string, size: number, blankBefore: boolean): boolean {
  if (size > ANYWHERE_AFTER) return true;
  if (size > HEADING_AFTER && /^#{1,6}[ \t]/.test(line)) return true;
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

/** Whether a line stands inside a fence or an HTML comment, as far as its own lines show. */
class Region {
  #fence: string | null = null;
  #comment = false;

  get inside(): boolean {
    return this.#fence !== null || this.#comment;
  }

  read(line: string): void {
    if (this.#comment) {
      this.#comment = !line.includes('-->');
      return;
    }
    const mark = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (this.#fence === null) {
      if (mark?.[1] !== undefined) this.#fence = mark[1];
      else this.#comment = /^[ \t]*<!--/.test(line) && !line.includes('-->');
    } else if (mark?.[1]?.startsWith(this.#fence) && mark[2]?.trim() === '') this.#fence = null;
  }
}
