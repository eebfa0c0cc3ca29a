/** What may not happen, whatever the document. */
import { RunbookSchema } from '@steadyhand/contracts';
import { type CheckOptions, checkRunbook, parseRunbook } from '@steadyhand/runbook';

/** Milliseconds for each 10 kB, and for the smallest document. */
const SLOW = 3000;

/** The first thing that is wrong with how a document is read, in words that are the same for the same fault; or null. */
export function findingIn(text: string, options: CheckOptions): string | null {
  const start = performance.now();
  try {
    return wrongIn(text, options) ?? (isSlow(text, performance.now() - start) ? 'it takes too long' : null);
  } catch (error) {
    return `it throws ${error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 3).join(' ') : String(error)}`;
  }
}

function isSlow(text: string, ms: number): boolean {
  return ms > SLOW * (1 + text.length / 10_000);
}

function wrongIn(text: string, options: CheckOptions): string | null {
  const { runbook, diagnostics } = checkRunbook(text, options);
  const { error } = RunbookSchema.safeParse(runbook);
  if (error)
    return `the form is not valid: ${error.issues[0]?.path.filter((key) => typeof key === 'string').join('.')}`;
  if (runbook.coverage.unaccounted.length > 0) return 'lines are not accounted for';
  const failed = diagnostics.find(({ rule }) => rule === 'internal-rule-failure');
  if (failed) return failed.message;
  const { lines } = runbook.coverage;
  const steps = runbook.procedures.flatMap((procedure) => procedure.steps);
  const spans = [...runbook.procedures, ...steps, ...steps.flatMap(({ blocks }) => blocks), ...(runbook.notes ?? [])];
  if (spans.some(({ line, endLine }) => endLine < line || endLine > Math.max(1, lines))) return 'a span is no span';
  const places = [...steps.flatMap(({ commands }) => commands), ...diagnostics, ...runbook.thresholds];
  if (places.some(({ line }) => line < 1 || line > Math.max(1, lines))) return 'a line is not one of the document';
  const ids = [...runbook.procedures, ...steps].map(({ id }) => id);
  if (new Set(ids).size < ids.length) return 'an id is there twice';
  const known = new Set(ids);
  if (steps.some(({ alternativeTo }) => alternativeTo !== null && !known.has(alternativeTo)))
    return 'an alternative is to nothing';
  return JSON.stringify(parseRunbook(text, options)) === JSON.stringify(runbook) ? null : 'two readings differ';
}
