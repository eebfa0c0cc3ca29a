import { changesWorld, type Drill, type RunEvent } from '@steadyhand/contracts';
import type { CheckResult, Proof } from './recovery.ts';
import type { RunReport } from './run-report.ts';

/** A span on the range's clock and on the wall, both in milliseconds. */
export interface Span {
  rangeMs: number;
  wallMs: number;
}

export interface TimelineEntry {
  /** Milliseconds on the range's clock since the first fault. */
  offsetMs: number;
  kind: 'fault' | 'alarm' | 'procedure' | 'approval' | 'change' | 'problem' | 'check' | 'end' | 'note';
  text: string;
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
  timeline: TimelineEntry[];
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
  const start = events.find((event) => event.type === 'drill-phase' && event.phase === 'fault')?.at ?? 0;
  const opened = events.find((event) => event.type === 'incident-opened');
  const lastChange = lastChangeAt(events);
  const span = (at: number | null | undefined): Span | null =>
    at === null || at === undefined ? null : { rangeMs: at - start, wallMs: (at - start) / drill.speed };
  const recovered = span(proof.wellSince);
  const reason = failure({ drill, run, proof, recovered });
  return {
    title: drill.title,
    passed: reason === '',
    reason,
    alarm: opened?.alarm ?? '',
    detected: span(opened?.at),
    mitigated: span(lastChange),
    recovered,
    objectives: drill.objectives,
    run,
    checks: proof.last,
    timeline: events.flatMap((event) => timelineEntry(event, start)).sort((a, b) => a.offsetMs - b.offsetMs),
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

function lastChangeAt(events: readonly RunEvent[]): number | null {
  const changes = new Set(
    events
      .filter((event) => event.type === 'command-intent' && changesWorld(event.effect))
      .map((event) => (event.type === 'command-intent' ? `${event.lane}/${event.seq}` : '')),
  );
  const done = events.filter(
    (event) => event.type === 'command-outcome' && event.state === 'done' && changes.has(`${event.lane}/${event.seq}`),
  );
  return done.at(-1)?.at ?? null;
}

function timelineEntry(event: RunEvent, start: number): TimelineEntry[] {
  const entry = (kind: TimelineEntry['kind'], text: string): TimelineEntry[] => [
    { offsetMs: event.at - start, kind, text },
  ];
  switch (event.type) {
    case 'drill-phase':
      if (event.phase === 'fault') return entry('fault', event.text);
      return event.phase === 'procedure' ? entry('procedure', event.text) : entry('note', event.text);
    case 'incident-opened':
      return entry('alarm', `${event.alarm} → ALARM: ${event.reason}`);
    case 'approval':
      return entry('approval', `${event.granted ? 'approved' : 'refused'} by ${event.by}: ${event.command}`);
    case 'command-intent':
      return changesWorld(event.effect)
        ? entry('change', event.blastRadius || `${event.program} ${event.operation ?? ''}`.trim())
        : [];
    case 'step-finished':
      return event.state === 'failed' ? entry('problem', `a step failed and was recorded: ${event.note}`) : [];
    case 'recovery-checked':
      return entry('check', `${event.check} ${event.ok ? 'well' : 'not well'}: ${event.detail}`);
    case 'incident-closed':
      return entry('end', event.note);
    default:
      return [];
  }
}
