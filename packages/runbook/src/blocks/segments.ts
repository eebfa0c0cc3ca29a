/** Cuts a block of shell at the comments that carry its structure. */
import type { Piece } from '@steadyhand/bash';
import { readCondition } from '../conditions.ts';
import { isInstruction } from '../prose.ts';

/** A part of a block; lines are 1-based within the block. */
export interface Segment {
  /** First line of the comment above it, or of its shell. */
  line: number;
  /** First and last line of its shell; `to` is before `from` where a comment stands for itself. */
  from: number;
  to: number;
  /** The comment above it, without marks. */
  comments: string[];
  /** Comments that say more about it: expected output, warnings. */
  remarks: string[];
}

/** Cut at every comment that introduces commands, or only at those that number, condition or offer an alternative. */
export type Cutting = 'every' | 'structural';

const NUMBERED = /^(?:(?:step|paso)\s+)?\d+[.):]\s*\S/i;
const OPTION = /^(?:option|opci[oó]n|method)\s+\w+\b/i;
const STRUCTURAL = /^(?:if\b|only if\b|si\b|or\b|or,|alternatively\b|o bien\b)/i;
const REMARK =
  /^(?:\(|→|->|=>|look(?:ing)? for\b|expected|should|output|returns?\b|note\b|nota\b|important|warning|salida|debe|e\.g\.|example output|if (?:not|confirmed|uncertain)\b|wait \d)/i;

interface Comment {
  line: number;
  text: string;
}

export interface CutOptions {
  cutting: Cutting;
  /** Its complete commands; none where it is too long to be looked into. */
  pieces: readonly Piece[];
  /** Lines that are no shell and that a comment may introduce as well. */
  apart: readonly { from: number; to: number }[];
}

export function cutAtComments(text: string, { cutting, pieces: shell, apart }: CutOptions): Segment[] {
  const lines = text.split('\n');
  const pieces = [...shell, ...apart.map(({ from, to }) => ({ line: from, endLine: to }))].sort(
    (a, b) => a.line - b.line,
  );
  const isScript = text.startsWith('#!');
  const segments: Segment[] = [];
  let end = 0;
  for (const piece of pieces) {
    const gap = readGap(lines, { from: end, to: piece.line - 1 }, cutting);
    end = piece.endLine;
    const { intro, remarks } = gap;
    const asides = isScript ? [] : gap.asides;
    segments.at(-1)?.remarks.push(...remarks);
    segments.push(...asides);
    const comments = intro.map((comment) => comment.text);
    const cuts = !isScript && comments.length > 0 && (cutting === 'every' || isStructural(comments[0] ?? ''));
    const current = segments.at(-1);
    if (current === undefined || cuts || asides.length > 0)
      segments.push({ line: intro[0]?.line ?? piece.line, from: piece.line, to: piece.endLine, comments, remarks: [] });
    else current.to = piece.endLine;
  }
  const rest = readGap(lines, { from: end, to: lines.length }, cutting);
  segments.at(-1)?.remarks.push(...rest.remarks);
  if (!isScript) segments.push(...rest.asides);
  segments.at(-1)?.remarks.push(...rest.intro.map((comment) => comment.text));
  return segments;
}

interface Gap {
  /** What introduces the piece below. */
  intro: Comment[];
  /** Comments that tell a person to do something and have no commands of their own. */
  asides: Segment[];
  /** What says more about the piece above. */
  remarks: string[];
}

/**
 * The comments between two pieces. Those that touch the piece above and not the one below say more about the one
 * above; the last introduce the one below; what is numbered or tells to do something stands for itself.
 */
function readGap(lines: readonly string[], { from, to }: { from: number; to: number }, cutting: Cutting): Gap {
  const runs = commentRuns(lines, from, to);
  const atEnd = to === lines.length;
  const touches = from > 0 && commentText(lines[from] ?? '') !== null;
  const [first] = runs;
  const endsApart = to > from && commentText(lines[to - 1] ?? '') === null;
  const isAbove =
    touches && (runs.length > 1 || endsApart || atEnd || REMARK.test(textOf(first))) && !isStructural(textOf(first));
  const remarks = isAbove ? (runs.shift() ?? []).map(({ text }) => text) : [];
  const told = runs.findLastIndex((run, i) => (atEnd || standsAlone(runs, i)) && isOwnStep(textOf(run), cutting));
  const asides: Segment[] = [];
  for (const run of runs.slice(0, told + 1)) {
    const comments = run.map(({ text }) => text);
    const before = asides.at(-1);
    if (isOwnStep(textOf(run), cutting)) {
      const line = run[0]?.line ?? from + 1;
      asides.push({ line, from: line, to: line - 1, comments, remarks: [] });
    } else (before?.remarks ?? remarks).push(...comments);
  }
  return { intro: runs.slice(told + 1).flat(), asides, remarks };
}

/** A number above a comment that introduces a command is the number of that command. */
function standsAlone(runs: readonly Comment[][], at: number): boolean {
  if (at === runs.length - 1) return false;
  return !isNumbered(textOf(runs[at])) || runs.slice(at + 1).some((run) => isStructural(textOf(run)));
}

/** Comments without an empty line between them; one that is numbered begins anew. */
function commentRuns(lines: readonly string[], from: number, to: number): Comment[][] {
  const runs: Comment[][] = [];
  let run: Comment[] | null = null;
  for (let i = from; i < to; i += 1) {
    const text = commentText(lines[i] ?? '');
    if (text === null) {
      run = null;
      continue;
    }
    if (run === null || (run.length > 0 && (NUMBERED.test(text) || OPTION.test(text)))) {
      run = [];
      runs.push(run);
    }
    if (text !== '') run.push({ line: i + 1, text });
  }
  return runs.filter((found) => found.length > 0);
}

function textOf(run: readonly Comment[] | undefined): string {
  return run?.[0]?.text ?? '';
}

function isNumbered(text: string): boolean {
  return NUMBERED.test(text) || OPTION.test(text);
}

function isStructural(text: string): boolean {
  return (STRUCTURAL.test(text) || isNumbered(text)) && !REMARK.test(text);
}

/** Whether a comment without commands is something to do. */
function isOwnStep(comment: string, cutting: Cutting): boolean {
  if (isNumbered(comment)) return true;
  if (cutting === 'structural' || REMARK.test(comment)) return false;
  const { condition, text } = readCondition(comment);
  return isInstruction(withoutNumber(comment)) || (condition !== null && isInstruction(text));
}

/** The words of a comment line; null for a line that is none. A line of dashes has none. */
function commentText(line: string): string | null {
  const match = /^\s*#(.*)$/.exec(line);
  if (match === null || match[1]?.startsWith('!')) return match === null ? null : '';
  return (match[1] ?? '').replace(/^[#\s=*~─-]+|[\s=*~─-]+$/g, '');
}

/** A comment's words without its number. */
export function withoutNumber(comment: string): string {
  return comment.replace(/^(?:(?:step|paso)\s+)?\d+[.):]\s*/i, '').replace(/\s*[:：]$/, '');
}
