import { parse } from 'just-bash';
import { type AnyNode, childNodes, type ScriptNode } from './ast.ts';

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
  const lines = text.split('\n');
  const pieces: Piece[] = [];
  let first = 0;
  while (first < lines.length) {
    if (isNoise(lines[first])) {
      first += 1;
      continue;
    }
    const piece = readPiece(lines, first);
    pieces.push(piece);
    first = piece.endLine;
  }
  return pieces;
}

function isNoise(line: string | undefined): boolean {
  return line === undefined || /^\s*(#|$)/.test(line);
}

function readPiece(lines: readonly string[], first: number): Piece {
  let firstError: string | null = null;
  for (let last = first; last < lines.length; last += 1) {
    const text = lines.slice(first, last + 1).join('\n');
    const atEnd = last === lines.length - 1;
    if (!atEnd && endsInContinuation(text)) continue;
    const error = parseError(text, atEnd);
    if (error === null) return { text, line: first + 1, endLine: last + 1, error: null };
    firstError ??= error;
  }
  const end = lines.length - [...lines].reverse().findIndex((line) => !isNoise(line));
  return { text: lines.slice(first, end).join('\n'), line: first + 1, endLine: lines.length, error: firstError ?? '' };
}

function endsInContinuation(text: string): boolean {
  return (/\\+$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}

function parseError(text: string, atEnd: boolean): string | null {
  const script = tryParse(text);
  return 'error' in script ? script.error : incompleteness(script, atEnd);
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
function incompleteness(node: AnyNode, atEnd: boolean): string | null {
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
