/** Cuts a block of shell at the comments that carry its structure. */
import { maskBlanks, splitPieces } from '@steadyhand/bash';
import { isInstruction } from '../prose.ts';

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
    const { intro, asides, remarks } = readGap(lines, end, piece.line - 1);
    end = piece.endLine;
    const current = segments.at(-1);
    current?.remarks.push(...remarks.map(({ text: remark }) => remark));
    const comments = intro.map((comment) => comment.text);
    const alone = cutting === 'every' && !isScript ? asides : [];
    if (alone.length === 0) comments.unshift(...asides.flatMap((aside) => aside.comments));
    const cuts = comments.length > 0 && (cutting === 'every' || STRUCTURAL.test(comments[0] ?? ''));
    segments.push(...alone);
    if (current === undefined || (cuts && !isScript) || alone.length > 0) {
      const line = (alone.length === 0 ? asides[0]?.line : undefined) ?? intro[0]?.line ?? piece.line;
      segments.push({ line, from: piece.line, to: piece.endLine, comments, remarks: [] });
    } else current.to = piece.endLine;
  }
  const rest = readGap(lines, end, lines.length);
  const left = [...rest.remarks, ...rest.intro].map((comment) => comment.text);
  segments.at(-1)?.remarks.push(...rest.asides.flatMap((aside) => aside.comments), ...left);
  return segments;
}

function whole(lines: readonly string[]): Segment {
  return { line: 1, from: 1, to: lines.length, comments: [], remarks: [] };
}

/**
 * The comments between two pieces. Those that touch the piece above and not the one below say more about the one
 * above; the others introduce the one below.
 */
function readGap(lines: readonly string[], from: number, to: number): Gap {
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
  const touches = from > 0 && commentText(lines[from] ?? '') !== null;
  const isRemark = (comments: readonly Comment[] | undefined): boolean => REMARK.test(comments?.[0]?.text ?? '');
  const above =
    touches && (runs.length > 1 || run === null || isRemark(runs[0])) && !isStructural(runs[0])
      ? (runs.shift() ?? [])
      : [];
  const told = runs.findLastIndex(
    (comments, i) => i < runs.length - 1 && isInstruction(withoutNumber(comments[0]?.text ?? '')),
  );
  const asides = runs.slice(0, told + 1).flatMap(asideOf);
  return { intro: runs.slice(told + 1).flat(), asides, remarks: above };
}

interface Gap {
  intro: Comment[];
  /** Comments that tell a person to do something and have no commands of their own. */
  asides: Segment[];
  remarks: Comment[];
}

function asideOf(comments: readonly Comment[]): Segment[] {
  const [first] = comments;
  if (first === undefined) return [];
  return [
    { line: first.line, from: first.line, to: first.line - 1, comments: comments.map(({ text }) => text), remarks: [] },
  ];
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

/** A comment's words without its number. */
export function withoutNumber(comment: string): string {
  return comment.replace(/^(?:step\s+)?\d+[.):]\s*/i, '').replace(/\s*[:：]$/, '');
}
