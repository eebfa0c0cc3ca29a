/**
 * What a run showed to be wrong in its runbook, as a patch that the team may take. Steadyhand never edits a runbook.
 */
import type { Procedure, Runbook, RunEvent, Step } from '@steadyhand/contracts';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import { type Correction, type Departure, departuresOf } from './departures.ts';
import { noteChange } from './note-place.ts';
import { replaceCommand } from './replace-command.ts';
import { applyChanges, type Change, linesOf, overlaps, type SourceLine } from './source-text.ts';
import { day } from './words.ts';

export interface CorrectionsInput {
  events: readonly RunEvent[];
  /** The runbook's Markdown as it is on disk, line ends included. */
  text: string;
  /** Of the runbook, relative to where the patch will be applied. */
  path: string;
  runbook: Runbook;
  procedure: Procedure;
}

export interface Corrections {
  /** Unified diff for `git apply` and `patch -p1`; empty when there is nothing to correct. */
  patch: string;
  notes: Correction[];
}

/**
 * A command that somebody edited, and that went well then, is replaced where it stands in the document as it was run;
 * all else becomes a note below its step.
 */
export function corrections(input: CorrectionsInput): Corrections {
  const departures = departuresOf(input);
  const lines = linesOf(input.text);
  const replaced = replacements(departures, lines, input);
  const replacing = new Set(replaced.map(({ departure }) => departure));
  const others = departures.filter((departure) => !replacing.has(departure));
  const changes = [...replaced.flatMap((one) => one.changes), ...notesBelow(others, lines, input)];
  return {
    patch: patchOf(input, applyChanges(input.text, changes)),
    notes: departures.map(({ line, stepId, kind, text }) => ({ line, stepId, kind, text })),
  };
}

interface Replaced {
  departure: Departure;
  changes: readonly Change[];
}

function replacements(
  departures: readonly Departure[],
  lines: readonly SourceLine[],
  { events, procedure }: CorrectionsInput,
): Replaced[] {
  const bound = events.filter((event) => event.type === 'parameter-bound');
  const values = new Map(bound.map(({ name, value }) => [name, value]));
  const replaced: Replaced[] = [];
  for (const departure of departures) {
    const { edit, stepId } = departure;
    if (edit === null || !edit.worked) continue;
    const blocks = procedure.steps.find((step) => step.id === stepId)?.blocks ?? [];
    const changes = replaceCommand({ edit, blocks, lines, values });
    const isTaken = replaced.some((one) => one.changes.some((a) => changes?.some((b) => overlaps(a, b))));
    if (changes !== null && !isTaken) replaced.push({ departure, changes });
  }
  return replaced;
}

/** All notes about a step stand together. */
function notesBelow(
  departures: readonly Departure[],
  lines: readonly SourceLine[],
  { events, procedure }: CorrectionsInput,
): Change[] {
  const run = `**Run of ${day(events.find((event) => event.type === 'run-started')?.at ?? 0)}:**`;
  const byStep = new Map<Step, string[]>();
  for (const { stepId, sentence } of departures) {
    const step = procedure.steps.find(({ id }) => id === stepId);
    if (step) byStep.set(step, [...(byStep.get(step) ?? []), `${run} ${sentence}`]);
  }
  return [...byStep].flatMap(([step, notes]) => noteChange(notes, step, lines) ?? []);
}

function patchOf({ path, text }: CorrectionsInput, corrected: string): string {
  if (corrected === text) return '';
  const name = path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
  // By the tab in front of a header, `patch` knows where a name with spaces ends.
  const header = name.includes(' ') ? ' ' : undefined;
  const patch = structuredPatch(`a/${name}`, `b/${name}`, text, corrected, header, header, { context: 3 });
  return formatPatch(patch, FILE_HEADERS_ONLY);
}
