import type { DrillReport, Span } from '@steadyhand/engine';
import Table from 'cli-table3';
import { formatDuration } from './duration.ts';
import { effectCounts } from './run-summary.ts';
import type { Style } from './style.ts';
import { fit } from './text.ts';

/** The end of a drill: its timeline, its times, and whether it passed. */
export function renderDrillSummary(report: DrillReport, options: { style: Style; columns: number }): string {
  const { style, columns } = options;
  const timeline = report.timeline.map((entry) => {
    const at = `+${formatDuration(Math.max(0, entry.offsetMs))}`.padStart(14);
    return `${style.dim(at)}  ${entry.kind.padEnd(9)} ${fit(entry.text.replaceAll('\n', ' '), Math.max(20, columns - 27))}`;
  });
  const verdict = report.passed
    ? style.bold(style.green('PASSED'))
    : `${style.bold(style.red('FAILED'))} ${report.reason}`;
  return ['', style.bold('Timeline (range time)'), ...timeline, '', times(report, style), `${verdict}`, ''].join('\n');
}

function times(report: DrillReport, style: Style): string {
  const table = new Table({
    head: ['', 'range time', 'wall time'],
    style: { head: [], border: [], compact: true },
  });
  const row = (name: string, span: Span | null): string[] => [
    name,
    span ? formatDuration(span.rangeMs) : '–',
    span ? formatDuration(span.wallMs) : '–',
  ];
  if (report.kind === 'incident') table.push(row('time to detect', report.detected));
  table.push(row(report.kind === 'incident' ? 'time to mitigate' : 'time to carry out', report.mitigated));
  table.push(row(report.kind === 'incident' ? 'time to recover' : 'time to proof', report.recovered));
  if (report.people.spent.rangeMs > 0) table.push(row('of it, people', report.people.spent));
  const { rtoSeconds } = report.objectives;
  if (rtoSeconds !== undefined) table.push(['promised RTO', formatDuration(rtoSeconds * 1000), '']);
  const { operations, recoveredMs } = report.provider;
  if (operations.length > 0) {
    const declared = operations.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
    table.push(['declared for AWS itself', formatDuration(declared), '']);
    table.push(['with it', recoveredMs === null ? '–' : formatDuration(recoveredMs), '']);
  }
  const lines = [
    ...report.availability.map(
      ({ name, asked, failed, longestOutageMs }) =>
        `${style.bold(name)}: ${failed} of ${asked} requests failed, longest outage ${formatDuration(longestOutageMs)} (range time)`,
    ),
    ...report.data.map(
      ({ name, before, after, lost }) => `${style.bold(name)}: ${before} before, ${after} after, ${lost} lost`,
    ),
    `${style.bold('commands run by effect:')} ${effectCounts(report.ran)}`,
  ];
  return [table.toString(), ...lines].join('\n');
}
