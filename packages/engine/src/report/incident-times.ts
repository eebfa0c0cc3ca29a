import { changesWorld, type RunEvent } from '@steadyhand/contracts';
import { callsOf, wentWell } from './calls.ts';

/** Moments of an incident in milliseconds since the epoch, on the run's clock; null where the record does not say. */
export interface IncidentTimes {
  /** The first thing that was broken: known in a drill alone. */
  fault: number | null;
  alarm: number | null;
  /** Somebody, or something, took the alarm up: the procedure began. */
  acknowledged: number | null;
  /** End of the last change that went well. */
  mitigated: number | null;
  /** From when on every check was well, for good. */
  recovered: number | null;
}

export function incidentTimes(events: readonly RunEvent[]): IncidentTimes {
  const changes = callsOf(events).filter((call) => changesWorld(call.intent.effect) && wentWell(call));
  const ends = changes.flatMap(({ outcome }) => (outcome ? [outcome.at] : []));
  return {
    fault: events.find((event) => event.type === 'drill-phase' && event.phase === 'fault')?.at ?? null,
    alarm: events.find((event) => event.type === 'incident-opened')?.at ?? null,
    acknowledged: events.find((event) => event.type === 'run-started')?.at ?? null,
    mitigated: ends.length === 0 ? null : Math.max(...ends),
    recovered: recoveredAt(events),
  };
}

/** A check is recorded when it changes, so the last record of all is the moment when the last one became well. */
function recoveredAt(events: readonly RunEvent[]): number | null {
  const closed = events.findLast((event) => event.type === 'incident-closed');
  if (!closed?.recovered) return null;
  const last = events.findLast((event) => event.type === 'recovery-checked');
  return last?.ok ? last.at : null;
}
