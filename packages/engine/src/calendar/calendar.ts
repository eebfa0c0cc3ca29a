import type { CalendarEntry, Environment, Rule, Runbook } from '@steadyhand/contracts';
import { parseCalendar } from './parse-calendar.ts';
import { isWithin, nextStart, type Recurrence } from './recurrence.ts';
import { takeZones } from './zones.ts';

type Window = Runbook['windows'][number];

export interface CalendarInput {
  /** Of the runbook. What it says of an environment is for that one alone. */
  runbookWindows: readonly Window[];
  /** The environment's name. */
  name: string;
  environment: Pick<Environment, 'kind' | 'freezes' | 'maintenance' | 'outsideMaintenance'>;
}

export interface Calendar {
  /** The freezes that are on, in words. */
  freeze: string | null;
  /** Set where there are maintenance windows and none is open: what becomes of a change, and the windows in words. */
  outsideMaintenance: { rule: Rule; windows: string } | null;
  /** What says no time that is understood, in words: it has no effect, and people should know. */
  notUnderstood: string[];
}

interface Entry {
  /** With where it stands. */
  words: string;
  recurrence: Recurrence | null;
}

/** Names that are the same environment. */
const SPELLINGS = [
  ['prod', 'production'],
  ['stage', 'staging', 'stag'],
  ['dev', 'development'],
  ['test', 'testing'],
];

/**
 * What the calendar says at a moment (milliseconds since the epoch). A range has only the freezes and windows of its own
 * environment: what a runbook says is of the environments that it was written for.
 */
export function calendarOf({ runbookWindows, name, environment }: CalendarInput, at: number): Calendar {
  const applies = (window: Window): boolean =>
    environment.kind !== 'range' && (window.environment === null || isSame(window.environment, name));
  const ofRunbook = runbookWindows.filter(applies);
  const freezes = [
    ...ofRunbook.filter(({ kind }) => kind !== 'maintenance').map(fromRunbook),
    ...environment.freezes.map(fromEnvironment),
  ];
  const maintenance = [
    ...ofRunbook.filter(({ kind }) => kind === 'maintenance').map(fromRunbook),
    ...environment.maintenance.map(fromEnvironment),
  ];
  const on = freezes.filter(({ recurrence }) => recurrence && isWithin(recurrence, at));
  const closed = closedAt(maintenance, at);
  return {
    freeze: on.length === 0 ? null : on.map(({ words }) => words).join('; '),
    outsideMaintenance: closed === null ? null : { rule: environment.outsideMaintenance, windows: closed },
    notUnderstood: [...freezes, ...maintenance].filter(({ recurrence }) => !recurrence).map(({ words }) => words),
  };
}

/** The windows in words, where there are any and none is open. */
function closedAt(maintenance: readonly Entry[], at: number): string | null {
  const windows = maintenance.flatMap(({ words, recurrence }) =>
    recurrence && recurrence.spans.length > 0 ? [{ words, recurrence }] : [],
  );
  if (windows.length === 0 || windows.some(({ recurrence }) => isWithin(recurrence, at))) return null;
  const starts = windows.map(({ recurrence }) => nextStart(recurrence, at)).filter((start) => start !== null);
  const next = starts.length === 0 ? '' : `; the next opens at ${new Date(Math.min(...starts)).toISOString()}`;
  return windows.map(({ words }) => words).join('; ') + next;
}

function fromRunbook({ text, line }: Window): Entry {
  const recurrence = parseCalendar(text);
  return { recurrence, words: `${inZone(text, recurrence)} (line ${line} of the runbook)` };
}

function fromEnvironment({ when, zone, reason }: CalendarEntry): Entry {
  const recurrence = parseCalendar(when, zone);
  return { recurrence, words: inZone(when, recurrence) + (reason === undefined ? '' : ` (${reason})`) };
}

/** A text that names no zone is read in one nevertheless: say in which. */
function inZone(text: string, recurrence: Recurrence | null): string {
  return recurrence === null || takeZones(text).zones.length > 0 ? text : `${text} ${recurrence.zone}`;
}

function isSame(a: string, b: string): boolean {
  const [first, second] = [a.toLowerCase(), b.toLowerCase()];
  return first === second || SPELLINGS.some((names) => names.includes(first) && names.includes(second));
}
