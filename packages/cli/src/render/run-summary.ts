import { EFFECTS } from '@steadyhand/contracts';
import type { RunReport } from '@steadyhand/engine';
import { formatTime } from './duration.ts';
import { waysToAnswer } from './question.ts';
import type { Style } from './style.ts';
import { wrap } from './text.ts';

/** The last lines of a run: how it ended, what it did, and what is left to do. */
export function renderRunSummary(report: RunReport, { style, columns }: { style: Style; columns: number }): string {
  const colour = report.exitCode === 0 ? style.green : report.exitCode === 4 ? style.yellow : style.red;
  const lines = [
    '',
    ...wrap(`${style.bold(colour(report.state))}  ${waitsFor(report) ?? report.note}`, columns),
    `commands run: ${effectCounts(report.ran)}`,
  ];
  if (report.mode === 'dry-run') {
    lines.push(`held: ${report.held}. ${style.bold('This was a dry run: nothing was changed.')}`);
  }
  const open = report.steps.filter((step) => step.state === 'person');
  if (open.length > 0)
    lines.push('for a person:', ...open.map((step) => `  line ${step.line}: ${step.text} (${step.note})`));
  if (report.files.length > 0) lines.push(filesLine(report));
  if (report.mode === 'run') lines.push(...nextLines(report, style));
  return `${lines.join('\n')}\n`;
}

/** Null where it does not wait for a person. */
function waitsFor({ waitingFor }: RunReport): string | null {
  if (!waitingFor) return null;
  return {
    approval: 'for an approval',
    person: 'for a person',
    parameter: 'for a value',
    input: 'for a line',
    unknown: 'for a person',
  }[waitingFor.kind];
}

function filesLine({ files, mode, state, runId }: RunReport): string {
  const isKept = mode === 'run' && state !== 'waiting' && state !== 'paused';
  const names = files.join(', ');
  return isKept
    ? `files that it wrote: ${names} (steady artifacts ${runId})`
    : `files written in the session: ${names}`;
}

/** What to type next, and what happens by itself. */
function nextLines({ state, runId, waitingFor, wakeAt, environment }: RunReport, style: Style): string[] {
  const goesOn = `goes on with a worker (steady worker --env ${environment}), or here with: ${style.bold(`steady resume ${runId}`)}`;
  if (state === 'done' || state === 'cancelled') return [];
  if (waitingFor) {
    const ways = waysToAnswer(runId, waitingFor).map((way) => `  ${style.bold(way)}`);
    return ['to answer, from any terminal:', ...ways, `then it ${goesOn}`];
  }
  if (wakeAt !== null) return [`from ${formatTime(wakeAt)} UTC it ${goesOn}`];
  return [`to go on: ${style.bold(`steady resume ${runId}`)}`];
}

export function effectCounts(ran: RunReport['ran']): string {
  const counts = EFFECTS.filter((effect) => ran[effect] > 0).map((effect) => `${ran[effect]} ${effect}`);
  return counts.join(', ') || 'none';
}
