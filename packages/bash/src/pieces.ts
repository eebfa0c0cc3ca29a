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
  return parsePieces(text).map(withoutScript);
}

export function withoutScript({ text, line, endLine, error }: ParsedPiece): Piece {
  return { text, line, endLine, error };
}

export interface ParsedPiece extends Piece {
  /** Its tree; null where it cannot be parsed. */
  script: ScriptNode | null;
}

export function parsePieces(text: string): ParsedPiece[] {
  const lines = text.split('\n');
  const pieces: ParsedPiece[] = [];
  const ends = new PossibleEnds(lines);
  let first = 0;
  while (first < lines.length) {
    if (isNoise(lines[first])) {
      first += 1;
      continue;
    }
    const piece = readPiece(lines, first, ends);
    pieces.push(piece);
    first = piece.endLine;
    ends.goOn(first);
  }
  return pieces;
}

/** Where the ends of lines are not inside of quotes, a substitution or a here-document, nor continued. */
class PossibleEnds {
  readonly #lines: readonly string[];
  /** The line, by index, from which on there is to be looked. */
  #from = 0;
  /** Indices of lines; null where nobody has asked yet. */
  #found: ReadonlySet<number> | null = null;
  #scans = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  has(line: number): boolean {
    if (this.#found === null) {
      if (this.#scans === SCANS_LIMIT) return true;
      this.#found = endsOf(this.#lines.slice(this.#from).join('\n'), this.#from);
      this.#scans += 1;
    }
    return this.#found.has(line);
  }

  /** Says where the parser goes on. Where it took for whole what the scan does not, the scan is begun anew there. */
  goOn(line: number): void {
    if (this.#found?.has(line - 1) === false) this.#found = null;
    this.#from = line;
  }
}

/** Scans of one text: where the parser keeps disagreeing with them, they are not asked any more. */
const SCANS_LIMIT = 16;

function endsOf(text: string, offset: number): ReadonlySet<number> {
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

function readPiece(lines: readonly string[], first: number, ends: PossibleEnds): ParsedPiece {
  let firstError: string | null = null;
  let awaited = '';
  for (let last = first; last < lines.length; last += 1) {
    const atEnd = last === lines.length - 1;
    if (!atEnd && !mayEnd(lines[last] ?? '', awaited)) continue;
    if (!atEnd && firstError !== null && !ends.has(last)) continue;
    const text = lines.slice(first, last + 1).join('\n');
    const script = tryParse(text);
    const error = 'error' in script ? script.error : incompleteness(script, atEnd);
    if (error === null && !('error' in script)) return { text, line: first + 1, endLine: last + 1, error, script };
    // The first error is the one to tell, wherever it lies.
    firstError ??= error;
    awaited = awaitedAfter(error ?? '');
  }
  const end = lines.length - [...lines].reverse().findIndex((line) => !isNoise(line));
  const text = lines.slice(first, end).join('\n');
  return { text, line: first + 1, endLine: lines.length, error: firstError ?? '', script: null };
}

/** Whether a line may end a command that lacks something which has to stand in it. */
function mayEnd(line: string, awaited: string): boolean {
  const isContinued = line.endsWith('\\') && (/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1;
  return !isContinued && line.includes(awaited);
}

/** What closes the compound command that a text leaves open; nothing where something else is wrong with it. */
function awaitedAfter(error: string): string {
  return CLOSING.get(/^Expected (\w+), got EOF$/.exec(error)?.[1] ?? '') ?? '';
}

/** By the parser's names. */
const CLOSING: ReadonlyMap<string, string> = new Map([
  ['FI', 'fi'],
  ['DONE', 'done'],
  ['ESAC', 'esac'],
  ['RBRACE', '}'],
  ['RPAREN', ')'],
]);

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
