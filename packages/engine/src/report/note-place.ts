/** Where a note about a step goes in the runbook, so that it changes nothing but itself. */
import type { Step } from '@steadyhand/contracts';
import type { Change, SourceLine } from './source-text.ts';

interface Place {
  /** Index of the line below which it goes. */
  below: number;
  /** Indentation and quote marks of what it belongs to. */
  prefix: string;
}

/** Puts notes below a step, as a quote with a paragraph for each; null where there is no place for them. */
export function noteChange(notes: readonly string[], step: Step, lines: readonly SourceLine[]): Change | null {
  const place = placeOf(step, lines);
  const line = place ? lines[place.below] : undefined;
  if (place === null || line === undefined) return null;
  const { prefix, below } = place;
  const newline = line.end || lines.find(({ end }) => end !== '')?.end || '\n';
  const empty = prefix.trimEnd();
  const quote = notes.flatMap((note, i) => [...(i === 0 ? [] : [`${prefix}>`]), `${prefix}> ${note}`]);
  const added = [...(isEmpty(line) ? [] : [empty]), ...quote, ...(isEmpty(lines[below + 1]) ? [] : [empty])].join(
    newline,
  );
  const at = line.start + line.text.length + line.end.length;
  return { start: at, end: at, text: line.end === '' ? newline + added : added + newline };
}

function placeOf(step: Step, lines: readonly SourceLine[]): Place | null {
  const last = Math.max(step.endLine, ...step.blocks.map(({ endLine }) => endLine)) - 1;
  const fence = fencesOf(lines).find(({ from, to }) => from <= last && last <= to);
  if (fence) return fence.isClosed ? { below: fence.to, prefix: prefixOf(lines[fence.from]) } : null;
  let below = last;
  while (continues(lines[below + 1])) below += 1;
  const fenceAbove = fencesOf(lines).find(({ from, to }) => from < step.line - 1 && step.line - 1 <= to);
  return { below, prefix: prefixOf(lines[fenceAbove?.from ?? step.line - 1]) };
}

/** Quote marks and indentation; marks of list items count as the spaces that stand below them. */
function prefixOf(line: SourceLine | undefined): string {
  const marks = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*/.exec(line?.text.replace(/^\ufeff/, '') ?? '')?.[0] ?? '';
  return marks.replace(/[^ \t>]/g, ' ');
}

/** Whether a line goes on with what stands above it: another row of a table, another line of a paragraph. */
function continues(line: SourceLine | undefined): boolean {
  return (
    !isEmpty(line) && !/^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]|#{1,6}[ \t]|`{3}|~{3}|<|[-*_]{3})/.test(line?.text ?? '')
  );
}

function isEmpty(line: SourceLine | undefined): boolean {
  return line === undefined || /^[ \t>]*$/.test(line.text);
}

interface Fence {
  from: number;
  to: number;
  isClosed: boolean;
}

const OPENING = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}(?=[^`]*$)|~{3,})/;

function fencesOf(lines: readonly SourceLine[]): Fence[] {
  const fences: Fence[] = [];
  let open: { from: number; mark: string } | null = null;
  for (const [i, { text }] of lines.entries()) {
    if (open === null) {
      const mark = OPENING.exec(text)?.[1];
      if (mark !== undefined) open = { from: i, mark };
    } else {
      const mark = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(text)?.[1];
      if (!mark?.startsWith(open.mark)) continue;
      fences.push({ from: open.from, to: i, isClosed: true });
      open = null;
    }
  }
  return open === null ? fences : [...fences, { from: open.from, to: lines.length - 1, isClosed: false }];
}
