import type { Drill, RunEvent } from '@steadyhand/contracts';
import type { CheckResult, Proof } from './recovery.ts';
import { incidentTimes } from './report/incident-times.ts';
import { type TimelineEntry, timelineOf } from './report/timeline.ts';
import type { RunReport } from './run-report.ts';

/** A span on the range's clock and on the wall, both in milliseconds. */
export interface Span {
  rangeMs: number;
  wallMs: number;
}

export interface DrillEntry extends TimelineEntry {
  /** Milliseconds on the range's clock since the first fault. */
  offsetMs: number;
}

export interface DrillReport {
  title: string;
  passed: boolean;
  /** Why it did not pass; empty when it did. */
  reason: string;
  alarm: string;
  /** From the first fault to the alarm, to the end of the last change, and to the moment from which all was well. */
  detected: Span | null;
  mitigated: Span | null;
  recovered: Span | null;
  objectives: Drill['objectives'];
  run: RunReport;
  checks: readonly CheckResult[];
  timeline: DrillEntry[];
}

export interface DrillReportInput {
  drillId: string;
  drill: Drill;
  run: RunReport;
  proof: Proof;
  events: readonly RunEvent[];
}

/** Tells a drill from its events. Wall time is range time over the drill's speed: the range's clock is linear. */
export function reportDrill({ drill, run, proof, events }: DrillReportInput): DrillReport {
  const { fault, alarm, mitigated } = incidentTimes(events);
  const start = fault ?? 0;
  const span = (at: number | null): Span | null =>
    at === null ? null : { rangeMs: at - start, wallMs: (at - start) / drill.speed };
  const recovered = span(proof.wellSince);
  const reason = failure({ drill, run, proof, recovered });
  return {
    title: drill.title,
    passed: reason === '',
    reason,
    alarm: events.find((event) => event.type === 'incident-opened')?.alarm ?? '',
    detected: span(alarm),
    mitigated: span(mitigated),
    recovered,
    objectives: drill.objectives,
    run,
    checks: proof.last,
    timeline: timelineOf(events).map((entry) => ({ ...entry, offsetMs: entry.at - start })),
  };
}

function failure({
  drill,
  run,
  proof,
  recovered,
}: {
  drill: Drill;
  run: RunReport;
  proof: Proof;
  recovered: Span | null;
}) {
  if (!proof.recovered) {
    const bad = proof.last.filter((result) => !result.ok).map((result) => `${result.check}: ${result.detail}`);
    return `not recovered within ${drill.recovery.withinSeconds} s: ${bad.join('; ') || 'it did not stay well'}`;
  }
  if (run.state !== 'done') return `the procedure ended "${run.state}": ${run.note}`;
  const { rtoSeconds } = drill.objectives;
  if (rtoSeconds !== undefined && recovered && recovered.rangeMs > rtoSeconds * 1000) {
    return `recovered after ${Math.round(recovered.rangeMs / 1000)} s, promised ${rtoSeconds} s`;
  }
  return '';
}
