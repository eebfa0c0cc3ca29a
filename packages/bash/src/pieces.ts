import { parse } from 'just-bash';
import { type AnyNode, childNodes, type ScriptNode } from './ast.ts';
import { scan } from './scan.ts';

/** One or more complete commands that cannot be cut further at a line end. */
export interface Piece {
  /** Whole lines of the source, without the last newline. */
  text: string;
  /** First and last line, 1-based within the text. */
  line: number;
  endLine: number;
  /** Why it cannot be parsed; everything after the first error is one piece. */
  error: string | null;
}

/** Cuts a masked or filled text into pieces by adding lines until they parse. Comments and empty lines are left out. */
export function splitPieces(text: string): Piece[] {
  return parsePieces(text).map(({ script: _, ...piece }) => piece);
}

export interface ParsedPiece extends Piece {
  /** Its tree; null where it cannot be parsed. */
  script: ScriptNode | null;
}

export function parsePieces(text: string): ParsedPiece[] {
  const lines = text.split('\n');
  const pieces: ParsedPiece[] = [];
  let ends = possibleEnds(text, 0);
  let [first, scans] = [0, 1];
  while (first < lines.length) {
    if (isNoise(lines[first])) {
      first += 1;
      continue;
    }
    const piece = readPiece(lines, first, ends);
    pieces.push(piece);
    first = piece.endLine;
    if (first >= lines.length || ends?.has(first - 1) !== false) continue;
    // Where the parser takes for whole what the scan does not, the scan is begun anew; at last it is not asked any more.
    scans += 1;
    ends = scans > SCANS_LIMIT ? null : possibleEnds(lines.slice(first).join('\n'), first);
  }
  return pieces;
}

const SCANS_LIMIT = 16;

/** Indices of the lines whose end is not inside of quotes, a substitution or a here-document, nor continued. */
function possibleEnds(text: string, offset: number): ReadonlySet<number> | null {
  const ends = new Set<number>();
  let [line, counted] = [offset, 0];
  scan(text, {
    lineEnd(after) {
      for (; counted < after; counted += 1) if (text.charCodeAt(counted) === 10) line += 1;
      ends.add(line - 1);
    },
  });
  return ends;
}

function isNoise(line: string | undefined): boolean {
  return line === undefined || /^\s*(#|$)/.test(line);
}

function readPiece(lines: readonly string[], first: number, ends: ReadonlySet<number> | null): ParsedPiece {
  let firstError: string | null = null;
  for (let last = first; last < lines.length; last += 1) {
    const atEnd = last === lines.length - 1;
    // The first error is the one to tell, wherever it lies.
    if (firstError !== null && !atEnd && ends?.has(last) === false) continue;
    if (!atEnd && endsInContinuation(lines[last] ?? '')) continue;
    const text = lines.slice(first, last + 1).join('\n');
    const script = tryParse(text);
    const error = 'error' in script ? script.error : incompleteness(script, atEnd);
    if (error === null && !('error' in script)) return { text, line: first + 1, endLine: last + 1, error, script };
    firstError ??= error;
  }
  const end = lines.length - [...lines].reverse().findIndex((line) => !isNoise(line));
  const text = lines.slice(first, end).join('\n');
  return { text, line: first + 1, endLine: lines.length, error: firstError ?? '', script: null };
}

function endsInContinuation(text: string): boolean {
  return (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}

/** The tree, or the reason why there is none. Never throws. */
export function tryParse(text: string): ScriptNode | { error: string } {
  try {
    return parse(`${text}\n`);
  } catch (error) {
    return { error: error instanceof Error ? error.message.replace(/^Parse error at \d+:\d+: /, '') : String(error) };
  }
}

/** What the parser lets pass: a list that ends in an operator, a stray token, a here-document that the text cuts off. */
export function incompleteness(node: AnyNode, atEnd: boolean): string | null {
  if (node.type === 'Statement' && node.deferredError) return node.deferredError.message;
  if (node.type === 'SimpleCommand' && isEmptyCommand(node)) return 'a command is missing after the operator';
  // Bash reads a here-document without its delimiter up to the end of the text; it is reported as a hazard instead.
  if (node.type === 'HereDoc' && node.terminated === false && !atEnd) return 'the here-document is not finished';
  for (const child of childNodes(node)) {
    const reason = incompleteness(child, atEnd);
    if (reason !== null) return reason;
  }
  return null;
}

function isEmptyCommand(node: Extract<AnyNode, { type: 'SimpleCommand' }>): boolean {
  return node.name === null && node.assignments.length === 0 && node.redirections.length === 0;
}
