/** What the parts of a report read: the events, and what was made of them once. */
import type { Message, Procedure, Runbook, RunEvent } from '@steadyhand/contracts';
import { type RunReport, reportRun } from '../../run-report.ts';
import { type Call, callsOf } from '../calls.ts';
import { type Departure, departuresOf } from '../departures.ts';
import { type IncidentTimes, incidentTimes } from '../incident-times.ts';

export interface PostmortemInput {
  /** Of one run, and of the incident or drill around it. */
  events: readonly RunEvent[];
  runbook: Runbook;
  procedure: Procedure;
  /** What people sent to the run: it says how it is known who they are. */
  messages?: readonly Message[];
  /** Hash of the last event of the record. */
  head?: string;
}

export interface Story {
  events: readonly RunEvent[];
  runbook: Runbook;
  procedure: Procedure;
  messages: readonly Message[];
  head: string | null;
  /** An alarm, or a procedure for incidents; else an operation. */
  isIncident: boolean;
  run: RunReport;
  times: IncidentTimes;
  calls: readonly Call[];
  departures: readonly Departure[];
}

export function storyOf({ events, runbook, procedure, messages = [], head }: PostmortemInput): Story {
  return {
    events,
    runbook,
    procedure,
    messages,
    head: head ?? null,
    isIncident: procedure.kind === 'incident' || events.some((event) => event.type === 'incident-opened'),
    run: reportRun(events),
    times: incidentTimes(events),
    calls: callsOf(events),
    departures: departuresOf({ events, runbook, procedure }),
  };
}

/** Marks what only people know. */
export function toBeWritten(what: string): string {
  return `> **To be written:** ${what}`;
}

/** A heading and its parts; parts that are empty are left out. */
export function section(title: string, ...parts: readonly string[]): string {
  return [`## ${title}`, ...parts.filter((part) => part !== '')].join('\n\n');
}
