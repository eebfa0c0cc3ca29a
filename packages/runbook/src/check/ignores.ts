/** Comments by which a document says that it means what a rule reports. */
import type { Diagnostic } from '@steadyhand/contracts';
import { fenceMark, linesOutsideFences } from './outside-fences.ts';

/** `<!-- steadyhand-ignore RULE-ID: reason -->`, as it was found. */
interface Ignore {
  line: number;
  rule: string;
  reason: string;
  /** First and last line that it covers. */
  from: number;
  to: number;
}

const COMMENT = /^steadyhand-ignore(-file)?(?:[\s:]+([\w-]*))?[\s:]*([\s\S]*)$/;

/** Takes away what the document ignores, and reports every ignore that does nothing. */
export function applyIgnores(
  diagnostics: readonly Diagnostic[],
  lines: readonly string[],
  known: ReadonlySet<string>,
): Diagnostic[] {
  const kept = new Set(diagnostics);
  const about: Diagnostic[] = [];
  for (const ignore of findIgnores(lines)) {
    const { line, rule, reason } = ignore;
    if (!known.has(rule)) {
      const message = rule === '' ? 'This ignore names no rule.' : `There is no rule "${rule}".`;
      const hint = 'docs/reference/rules.md lists them.';
      about.push(warning({ line, rule: 'ignore-unknown-rule', message, hint }));
    } else if (reason === '') {
      const message = `An ignore of ${rule} without a reason is not obeyed.`;
      const hint = `Write <!-- steadyhand-ignore ${rule}: why -->.`;
      about.push(warning({ line, rule: 'ignore-without-reason', message, hint }));
    } else {
      const covered = diagnostics.filter((found) => covers(ignore, found));
      for (const found of covered) kept.delete(found);
      const message = `There is nothing of ${rule} to ignore here.`;
      if (covered.length === 0)
        about.push(warning({ line, rule: 'ignore-unused', message, hint: 'Remove the comment.' }));
    }
  }
  return [...kept, ...about];
}

function warning(found: Omit<Diagnostic, 'severity'>): Diagnostic {
  return { ...found, severity: 'warning' };
}

function covers({ rule, from, to }: Ignore, diagnostic: Diagnostic): boolean {
  return diagnostic.rule === rule && from <= diagnostic.line && diagnostic.line <= to;
}

function findIgnores(lines: readonly string[]): Ignore[] {
  return linesOutsideFences(lines)
    .filter(({ text }) => text.includes('<!--'))
    .flatMap(({ number }) => commentsFrom(lines, number - 1));
}

/** The longest comment that is looked at, in lines. */
const COMMENT_LINES = 10;

function commentsFrom(lines: readonly string[], start: number): Ignore[] {
  const text = lines.slice(start, start + COMMENT_LINES).join('\n');
  const firstLineLength = lines[start]?.length ?? 0;
  return [...text.matchAll(/<!--\s*(steadyhand-ignore[\s\S]*?)-->/g)]
    .filter(({ index }) => index < firstLineLength)
    .flatMap(({ index, 0: whole, 1: body = '' }) => {
      const [, file, rule = '', reason = ''] = COMMENT.exec(body) ?? [];
      const end = start + whole.split('\n').length - 1;
      const alone = (lines[start] ?? '').slice(0, index).replace(/^[\s>*+-]+/, '') === '';
      const range = file ? { from: 1, to: lines.length } : alone ? nextBlock(lines, end + 1) : lineAt(start);
      return [{ line: start + 1, rule, reason: reason.trim(), ...range }];
    });
}

function lineAt(index: number): Pick<Ignore, 'from' | 'to'> {
  return { from: index + 1, to: index + 1 };
}

/** What follows a comment: a fence as a whole, a heading, or text up to the next empty line. */
function nextBlock(lines: readonly string[], start: number): Pick<Ignore, 'from' | 'to'> {
  let from = start;
  while (from < lines.length && /^[\s>]*(?:<!--.*-->\s*)?$/.test(lines[from] ?? '')) from += 1;
  const mark = fenceMark(lines[from] ?? '');
  if (/^\s*#/.test(lines[from] ?? '')) return lineAt(from);
  const length = lines
    .slice(from + 1)
    .findIndex((line) => (mark === null ? line.trim() === '' : fenceMark(line)?.startsWith(mark)));
  const to = length < 0 ? lines.length - 1 : from + (mark === null ? length : length + 1);
  return { from: from + 1, to: to + 1 };
}
