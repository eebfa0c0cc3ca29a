/** Lines of a shell block that are no shell: a file's JSON, a pasted statement, a line for a crontab, an answer. */
import { maskBlanks, type Piece, splitPieces } from '@steadyhand/bash';
import { isCommandLine, SQL_FIRST } from './language.ts';

/** A longer block is data; parsing it would cost more than it tells. */
export const BLOCK_LIMIT = 100_000;

export type ApartKind = 'json' | 'sql' | 'cron' | 'output';

export interface Apart {
  kind: ApartKind;
  /** First and last line, 1-based within the block. */
  from: number;
  to: number;
}

const CRON =
  /^\s*(?:@(?:reboot|hourly|daily|midnight|weekly|monthly|yearly|annually)|(?=[^a-z]*\*)(?:[\d*,/-]+\s+){4}[\w*,/-]+)\s+\S/;
const JSON_FIRST = /^\s*[[{]\s*(?:$|"|[[{])/;
/** After assignments, a word that names no program: `notAfter=Aug 6 13:11`, `Status: running`; the name of a metric alone. */
const ANSWER =
  /^\s*(?:[A-Za-z_]\w*=\S*\s+)*(?:\d[\d.:,%]*|[A-Za-z][\w-]*:)(?:\s|$)|^\s*[a-z]+_[a-z_]*(?:\.[a-z]+(?:_[a-z]+)+)\s*$/;
const CANDIDATE = new RegExp([CRON, JSON_FIRST, SQL_FIRST, ANSWER].map(({ source }) => `(?:${source})`).join('|'), 'i');

/**
 * What a quoted text or a here-document holds is left alone: only where a command could begin is one looked for. `pieces`
 * are those of the text.
 */
export function findApart(text: string, pieces: readonly Piece[]): Apart[] {
  const found: Apart[] = [];
  const lines = text.split('\n');
  if (!lines.some((line) => CANDIDATE.test(line))) return found;
  while (lines.some((_, i) => kindAt(lines, i) !== null)) {
    const left = found.length === 0 ? pieces : splitPieces(maskBlanks(lines.join('\n')).text);
    if (!takeApart(lines, left, found)) break;
  }
  return found;
}

/** Takes what stands apart out of the lines, up to where they have to be cut anew; whether it found any. */
function takeApart(lines: string[], pieces: readonly Piece[], found: Apart[]): boolean {
  const before = found.length;
  for (const { line, endLine } of pieces) {
    const kind = kindAt(lines, line - 1);
    if (kind === null) continue;
    const to = lastLineOf(kind, lines, line - 1) + 1;
    found.push({ kind, from: line, to });
    lines.fill('', line - 1, to);
    if (to !== endLine) break;
  }
  return found.length > before;
}

function kindAt(lines: readonly string[], at: number): ApartKind | null {
  const line = lines[at] ?? '';
  if (CRON.test(line)) return 'cron';
  if (JSON_FIRST.test(line) && /^\s*[[{\s]*"[^"]*"\s*:/.test(lines.slice(at, at + 4).join('\n'))) return 'json';
  if (isStatement(line)) return 'sql';
  return ANSWER.test(line) && !isCommandLine(line) ? 'output' : null;
}

/** In capitals, or ended as a statement is; `truncate -s 0 x` and `update x` may be programs. */
function isStatement(line: string): boolean {
  return SQL_FIRST.test(line) && !isCommandLine(line) && (/^\s*[A-Z]+\b/.test(line) || /;\s*$/.test(line));
}

function lastLineOf(kind: ApartKind, lines: readonly string[], at: number): number {
  if (kind === 'json') return endOfJson(lines, at);
  if (kind !== 'sql') return at;
  let last = at;
  while (!/;\s*(?:(?:#|--|\/\/).*)?$|\\G\s*$/.test(lines[last] ?? '')) {
    const next = lines[last + 1] ?? '';
    if (next.trim() === '' || /^\s*#/.test(next) || isCommandLine(next)) break;
    last += 1;
  }
  return last;
}

/** The line on which the first bracket is closed again; the last line where none does. */
function endOfJson(lines: readonly string[], at: number): number {
  let depth = 0;
  for (let i = at; i < lines.length; i += 1) {
    const bare = (lines[i] ?? '').replace(/"(?:[^"\\]|\\.)*"/g, '');
    depth += (bare.match(/[[{]/g)?.length ?? 0) - (bare.match(/[\]}]/g)?.length ?? 0);
    if (depth <= 0) return i;
  }
  return lines.length - 1;
}
