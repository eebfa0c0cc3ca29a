/** Cuts a block of shell at the comments that carry its structure. */
import { maskBlanks, splitPieces } from '@steadyhand/bash';

/** A part of a block; lines are 1-based within the block. */
export interface Segment {
  /** First line of the comment above it, or of its shell. */
  line: number;
  /** First and last line of its shell. */
  from: number;
  to: number;
  /** The comment above it, without marks. */
  comments: string[];
  /** Comments that say more about it: expected output, warnings. */
  remarks: string[];
}

/** Cut at every comment that introduces commands, or only at those that number, condition or offer an alternative. */
export type Cutting = 'every' | 'structural';

const STRUCTURAL =
  /^(?:(?:step\s+)?\d+[.):]\s|(?:option|opci[oó]n|method)\s+\w+\b|if\b|only if\b|si\b|or\b|or,|alternatively\b|o bien\b)/i;
const REMARK =
  /^(?:\(|→|->|=>|expected|should|output|returns?\b|note\b|nota\b|important|warning|salida|debe|e\.g\.|example output|if (?:not|confirmed|uncertain)\b|wait \d)/i;

/** A longer block is data and stays in one piece. */
const PIECES_LIMIT = 100_000;

interface Comment {
  line: number;
  text: string;
}

export function cutAtComments(text: string, cutting: Cutting): Segment[] {
  const lines = text.split('\n');
  if (text.length > PIECES_LIMIT) return [whole(lines)];
  const pieces = splitPieces(maskBlanks(text).text);
  const isScript = text.startsWith('#!');
  const segments: Segment[] = [];
  let end = 0;
  for (const piece of pieces) {
    const { intro, remarks } = readGap(lines, end, piece.line - 1, segments.length === 0);
    const current = segments.at(-1);
    current?.remarks.push(...remarks.map(({ text: remark }) => remark));
    const cuts = intro.length > 0 && (cutting === 'every' || STRUCTURAL.test(intro[0]?.text ?? ''));
    if (current === undefined || (cuts && !isScript)) {
      const comments = intro.map((comment) => comment.text);
      segments.push({ line: intro[0]?.line ?? piece.line, from: piece.line, to: piece.endLine, comments, remarks: [] });
    } else current.to = piece.endLine;
    end = piece.endLine;
  }
  const rest = readGap(lines, end, lines.length, false);
  segments.at(-1)?.remarks.push(...[...rest.remarks, ...rest.intro].map((comment) => comment.text));
  return segments;
}

function whole(lines: readonly string[]): Segment {
  return { line: 1, from: 1, to: lines.length, comments: [], remarks: [] };
}

/**
 * The comments between two pieces. Those that touch the piece above and not the one below say more about the one
 * above; the others introduce the one below.
 */
function readGap(
  lines: readonly string[],
  from: number,
  to: number,
  first: boolean,
): { intro: Comment[]; remarks: Comment[] } {
  const runs: Comment[][] = [];
  let run: Comment[] | null = null;
  for (let i = from; i < to; i += 1) {
    const text = commentText(lines[i] ?? '');
    if (text === null) {
      run = null;
      continue;
    }
    if (run === null) {
      run = [];
      runs.push(run);
    }
    if (text !== '') run.push({ line: i + 1, text });
  }
  const touches = !first && commentText(lines[from] ?? '') !== null;
  const isRemark = (comments: readonly Comment[] | undefined): boolean => REMARK.test(comments?.[0]?.text ?? '');
  const above =
    touches && (runs.length > 1 || run === null || isRemark(runs[0])) && !isStructural(runs[0])
      ? (runs.shift() ?? [])
      : [];
  return { intro: runs.flat(), remarks: above };
}

function isStructural(run: readonly Comment[] | undefined): boolean {
  const text = run?.[0]?.text ?? '';
  return STRUCTURAL.test(text) && !REMARK.test(text);
}

/** The words of a comment line; null for a line that is none. A line of dashes has none. */
function commentText(line: string): string | null {
  const match = /^\s*#(.*)$/.exec(line);
  if (match === null || match[1]?.startsWith('!')) return match === null ? null : '';
  return (match[1] ?? '').replace(/^[#\s=*~─-]+|[\s=*~─-]+$/g, '');
}

export function isNumbered(comment: string): boolean {
  return /^(?:step\s+)?\d+[.):]\s/i.test(comment);
}

/** A comment's words without its number. */
export function withoutNumber(comment: string): string {
  return comment.replace(/^(?:step\s+)?\d+[.):]\s*/i, '').replace(/\s*[:：]$/, '');
}
