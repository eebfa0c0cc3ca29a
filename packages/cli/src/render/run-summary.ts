import { EFFECTS } from '@steadyhand/contracts';
import type { RunReport } from '@steadyhand/engine';
import type { Style } from './style.ts';

/** The last lines of a run: how it ended, what it did, and what is left to do. */
export function renderRunSummary(report: RunReport, style: Style): string {
  const colour = report.exitCode === 0 ? style.green : style.red;
  const lines = ['', `${style.bold(colour(report.state))}  ${report.note}`, `commands run: ${effectCounts(report)}`];
  if (report.mode === 'dry-run') {
    lines.push(`held: ${report.held}. ${style.bold('This was a dry run: nothing was changed.')}`);
  }
  const open = report.steps.filter((step) => step.state === 'person');
  if (open.length > 0)
    lines.push('for a person:', ...open.map((step) => `  line ${step.line}: ${step.text} (${step.note})`));
  if (report.files.length > 0) lines.push(`files written in the session, not kept: ${report.files.join(', ')}`);
  if (report.mode === 'run' && report.state !== 'done') lines.push(`to go on: steady resume ${report.runId}`);
  return `${lines.join('\n')}\n`;
}

export function effectCounts(report: RunReport): string {
  const counts = EFFECTS.filter((effect) => report.ran[effect] > 0).map((effect) => `${report.ran[effect]} ${effect}`);
  return counts.join(', ') || 'none';
}
