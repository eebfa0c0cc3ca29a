import type { DrillReport, Span } from '@steadyhand/engine';
import Table from 'cli-table3';
import { formatDuration } from './duration.ts';
import type { Style } from './style.ts';

export interface DrillOutcome {
  id: string;
  /** ISO 8601, on the wall. */
  at: string;
  wallMs: number;
  passed: boolean;
  reason: string;
  /** Null where the drill ended without one. */
  report: DrillReport | null;
}

/** One row per drill; times are on the range's clock, but for the last column. */
export function renderDrillTable(outcomes: readonly DrillOutcome[], style: Style): string {
  const table = new Table({
    head: ['drill', '', 'detected', 'mitigated', 'well again', 'with AWS', 'outage', 'lost', 'wall'],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, passed, report, wallMs } of outcomes) {
    const verdict = passed ? style.green('passed') : style.red('FAILED');
    table.push([id, verdict, ...(report ? cellsOf(report) : ['–', '–', '–', '–', '–', '–']), formatDuration(wallMs)]);
  }
  return table.toString();
}

function cellsOf({ detected, mitigated, recovered, provider, availability, data }: DrillReport): string[] {
  const span = (one: Span | null): string => (one ? formatDuration(one.rangeMs) : '–');
  const outage = Math.max(0, ...availability.map(({ longestOutageMs }) => longestOutageMs));
  const withProvider = provider.operations.length > 0 && provider.recoveredMs !== null;
  return [
    span(detected),
    span(mitigated),
    span(recovered),
    withProvider ? formatDuration(provider.recoveredMs ?? 0) : '–',
    availability.length > 0 ? formatDuration(outage) : '–',
    data.length > 0 ? String(data.reduce((sum, { lost }) => sum + lost, 0)) : '–',
  ];
}
