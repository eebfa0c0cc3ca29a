import type { Diagnostic } from '@steadyhand/contracts';
import type { Style } from './style.ts';

/** A runbook that was checked; `path` is as it was given, or the one that the name of a system stands for. */
export interface CheckedDocument {
  path: string;
  diagnostics: readonly Diagnostic[];
}

export type SeverityCounts = Record<Diagnostic['severity'], number>;

export function countSeverities(documents: readonly CheckedDocument[]): SeverityCounts {
  const counts: SeverityCounts = { error: 0, warning: 0, info: 0 };
  for (const { diagnostics } of documents) for (const { severity } of diagnostics) counts[severity] += 1;
  return counts;
}

/** `file:line:column`, severity, rule and message of each, what to do below it, and a line that counts them. */
export function renderChecked(documents: readonly CheckedDocument[], style: Style): string {
  const lines = documents.flatMap(({ path, diagnostics }) =>
    diagnostics.flatMap((found) => renderOne(path, found, style)),
  );
  return [...lines, summary(documents, style), ''].join('\n');
}

function renderOne(path: string, found: Diagnostic, style: Style): string[] {
  const place = `${path}:${found.line}${found.column === undefined ? '' : `:${found.column}`}`;
  const severity = severityStyle(style, found.severity)(found.severity.padEnd(7));
  const hint = found.hint === undefined ? [] : [`    ${style.dim(oneLine(found.hint))}`];
  return [`${place}  ${severity}  ${style.cyan(found.rule)}  ${oneLine(found.message)}`, ...hint];
}

function severityStyle(style: Style, severity: Diagnostic['severity']): (text: string) => string {
  return { error: (text: string) => style.bold(style.red(text)), warning: style.yellow, info: style.dim }[severity];
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

function summary(documents: readonly CheckedDocument[], style: Style): string {
  const { error, warning, info } = countSeverities(documents);
  const runbooks = count(documents.length, 'runbook');
  if (error + warning + info === 0) return style.green(`${runbooks} checked: nothing to report`);
  const found = [count(error, 'error'), count(warning, 'warning'), count(info, 'remark')].join(', ');
  return `${runbooks} checked: ${error > 0 ? style.red(found) : found}`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
