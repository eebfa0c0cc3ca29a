import type { Drill, Effect, RunEvent } from '@steadyhand/contracts';
import { EFFECTS } from '@steadyhand/contracts';
import type { CheckResult, Proof } from '../recovery.ts';
import { incidentTimes } from '../report/incident-times.ts';
import { type TimelineEntry, timelineOf } from '../report/timeline.ts';
import type { RunReport } from '../run-report.ts';
import type { Availability } from './availability.ts';
import type { DataCount } from './data-loss.ts';

/** A span on the range's clock and on the wall, both in milliseconds. */
export interface Span {
  rangeMs: number;
  wallMs: number;
}

export interface DrillEntry extends TimelineEntry {
  /** Milliseconds on the range's clock since the drill's start. */
  offsetMs: number;
}

export interface DrillReport {
  title: string;
  kind: 'incident' | 'operation';
  passed: boolean;
  /** Why it did not pass; empty when it did. */
  reason: string;
  /** Empty in the drill of an operation. */
  alarm: string;
  /** From the first fault (an operation: from its start) to the alarm, to the end of the last change, and to the moment from which all was well. */
  detected: Span | null;
  mitigated: Span | null;
  recovered: Span | null;
  /** Of that, what people took to answer. */
  people: { questions: number; spent: Span };
  /** What AWS takes for operations that a range carries out at once, as the drill declares it; and recovery with it. */
  provider: { operations: { operation: string; seconds: number; source: string }[]; recoveredMs: number | null };
  objectives: Drill['objectives'];
  availability: readonly Availability[];
  data: readonly DataCount[];
  runs: readonly RunReport[];
  /** Commands that ran, by effect, and steps that were left out, in all runs. */
  ran: Record<Effect, number>;
  stepsSkipped: number;
  checks: readonly CheckResult[];
  timeline: DrillEntry[];
}

export interface DrillReportInput {
  drill: Drill;
  runs: readonly RunReport[];
  proof: Proof;
  availability: readonly Availability[];
  data: readonly DataCount[];
  people: { questions: number; spentMs: number };
  events: readonly RunEvent[];
}

/** Tells a drill from its events. Wall time is range time over the drill's speed: the range's clock is linear. */
export function reportDrill(input: DrillReportInput): DrillReport {
  const { drill, runs, proof, availability, data, people, events } = input;
  const { fault, alarm, mitigated, acknowledged } = incidentTimes(events);
  const start = (drill.alarm === undefined ? acknowledged : fault) ?? 0;
  const spanOf = (rangeMs: number): Span => ({ rangeMs, wallMs: rangeMs / drill.speed });
  const since = (at: number | null): Span | null => (at === null ? null : spanOf(at - start));
  const recovered = since(proof.wellSince);
  const reason = failure(input, recovered);
  return {
    title: drill.title,
    kind: drill.alarm === undefined ? 'operation' : 'incident',
    passed: reason === '',
    reason,
    alarm: events.find((event) => event.type === 'incident-opened')?.alarm ?? '',
    detected: since(alarm),
    mitigated: since(mitigated),
    recovered,
    people: { questions: people.questions, spent: spanOf(people.spentMs) },
    provider: providerTime(drill, runs, recovered),
    objectives: drill.objectives,
    availability,
    data,
    runs,
    ran: sumOfEffects(runs),
    stepsSkipped: runs.flatMap(({ steps }) => steps).filter(({ state }) => state === 'skipped').length,
    checks: proof.last,
    timeline: timelineOf(events).map((entry) => ({ ...entry, offsetMs: entry.at - start })),
  };
}

function sumOfEffects(runs: readonly RunReport[]): Record<Effect, number> {
  const entries = EFFECTS.map((effect) => [effect, runs.reduce((sum, { ran }) => sum + ran[effect], 0)]);
  return Object.fromEntries(entries) as Record<Effect, number>;
}

/** Of the declared operations those that really ran: what the procedure left out takes no time at AWS either. */
function providerTime(
  { provider }: Drill,
  runs: readonly RunReport[],
  recovered: Span | null,
): DrillReport['provider'] {
  const ran = runs.flatMap(({ steps }) => steps).flatMap(({ commands }) => commands.map(({ operation }) => operation));
  const operations = provider.filter(({ operation }) => ran.includes(operation));
  const added = operations.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  return { operations, recoveredMs: recovered && recovered.rangeMs + added };
}

function failure(input: DrillReportInput, recovered: Span | null): string {
  const { drill, runs, proof, data } = input;
  const open = runs.find(({ state }) => state !== 'done');
  if (open) return `the procedure "${open.procedure}" ended "${open.state}": ${open.note}`;
  if (!proof.recovered) {
    const bad = proof.last.filter((result) => !result.ok).map((result) => `${result.check}: ${result.detail}`);
    return `not recovered within ${drill.recovery.withinSeconds} s: ${bad.join('; ') || 'it did not stay well'}`;
  }
  const lost = data.filter((one) => one.lost > 0 && !one.mayLose);
  if (lost.length > 0) return lost.map((one) => `${one.lost} of ${one.before} lost: ${one.name}`).join('; ');
  const broken = [...tooFew(input), ...notPrinted(input), ...longOutages(input)];
  if (broken.length > 0) return broken.join('; ');
  const { rtoSeconds } = drill.objectives;
  if (rtoSeconds !== undefined && recovered && recovered.rangeMs > rtoSeconds * 1000) {
    return `recovered after ${Math.round(recovered.rangeMs / 1000)} s, promised ${rtoSeconds} s`;
  }
  return '';
}

function tooFew({ drill, data }: DrillReportInput): string[] {
  return drill.data.flatMap(({ name, atLeast = 0 }) => {
    const after = data.find((counted) => counted.name === name)?.after ?? 0;
    return after < atLeast ? [`${after} of at least ${atLeast} are there: ${name}`] : [];
  });
}

function notPrinted({ drill, runs }: DrillReportInput): string[] {
  const commands = runs.flatMap(({ steps }) => steps).flatMap((step) => step.commands);
  return drill.printed
    .filter(({ command, matches }) => {
      const pattern = new RegExp(matches);
      return !commands.some(
        ({ program, argv, stdout }) => [program, ...argv].join(' ').includes(command) && pattern.test(stdout),
      );
    })
    .map(({ command, matches }) => `no "${command}" printed what matches ${matches}`);
}

function longOutages({ drill, availability }: DrillReportInput): string[] {
  return availability
    .filter(({ name, failed, longestOutageMs }) => {
      const limit = drill.availability.find((watched) => watched.name === name)?.maxOutageSeconds;
      return limit !== undefined && (limit === 0 ? failed > 0 : longestOutageMs > limit * 1000);
    })
    .map(
      ({ name, failed, longestOutageMs }) => `${name} was away: ${failed} failed, for ${longestOutageMs} ms at most`,
    );
}
