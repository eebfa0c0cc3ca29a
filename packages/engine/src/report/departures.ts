/**
 * Where a run and its runbook did not agree: a step failed, was left out, ran otherwise than it is written, or had a
 * blank that nothing but a person could fill. A condition that did not hold, or an alternative that nobody took, is
 * what the runbook says itself.
 */
import type { Parameter, Procedure, Runbook, RunEvent, Step } from '@steadyhand/contracts';
import { callsOf, wentWell } from './calls.ts';
import { closing, code } from './markdown.ts';
import { commandOf, lastLine, nameOf } from './words.ts';

export interface Correction {
  /** Of the runbook. */
  line: number;
  /** Empty where no step of the procedure holds the line. */
  stepId: string;
  kind: 'failed' | 'skipped' | 'edited' | 'answered';
  /** What happened, in words. */
  text: string;
}

export interface Departure extends Correction {
  /** The same as a sentence in Markdown, for the runbook. */
  sentence: string;
  edit: CommandEdit | null;
}

/** What stood in the runbook, with its blanks filled, and what ran in its place. */
export interface CommandEdit {
  /** At which the piece of shell begins. */
  line: number;
  from: string;
  program: string;
  argv: readonly string[];
  /** The edited command ran and went well. */
  worked: boolean;
}

export interface DeparturesInput {
  events: readonly RunEvent[];
  runbook: Runbook;
  procedure: Procedure;
}

/** In the order of the runbook's lines. */
export function departuresOf(input: DeparturesInput): Departure[] {
  const ofSteps = input.procedure.steps.flatMap((step) => ofStep(step, input.events));
  return [...ofSteps, ...ofEdits(input), ...ofAnswers(input)].sort((a, b) => a.line - b.line);
}

function ofStep(step: Step, events: readonly RunEvent[]): Departure[] {
  const finished = events.findLast((event) => event.type === 'step-finished' && event.stepId === step.id);
  if (finished?.type !== 'step-finished') return [];
  const about = { line: step.line, stepId: step.id, edit: null };
  if (finished.state === 'failed') {
    const text = failure(step, finished.exitCode, events);
    return [{ ...about, kind: 'failed', text, sentence: `This step ${closing(text)}` }];
  }
  const skipped = whoSkipped(step, finished.state, events);
  if (skipped === null) return [];
  const text = `was left out by ${skipped.by}${skipped.reason ? `: ${skipped.reason}` : ''}`;
  return [{ ...about, kind: 'skipped', text, sentence: `This step ${closing(text)}` }];
}

function failure(step: Step, exitCode: number, events: readonly RunEvent[]): string {
  const call = callsOf(events).findLast((one) => one.intent.stepId === step.id && !wentWell(one));
  if (call?.outcome?.state !== 'done') return `failed with exit ${exitCode}`;
  const said = lastLine(call.outcome.stderr).slice(0, 200);
  const what = `failed with exit ${call.outcome.exitCode}: ${nameOf(call.intent)}`;
  return said === '' ? what : `${what} said "${said}"`;
}

/** Null where nobody did, or where the runbook itself leaves it open. */
function whoSkipped(step: Step, state: string, events: readonly RunEvent[]): { by: string; reason: string } | null {
  const own = events.filter((event) => 'stepId' in event && event.stepId === step.id);
  const command = own.findLast((event) => event.type === 'approval' && event.choice === 'skip');
  if (state === 'skipped' && command?.type === 'approval') return { by: command.by, reason: command.reason ?? '' };
  if (step.condition !== null || step.alternativeTo !== null) return null;
  const answer = own.findLast((event) => event.type === 'answered' && event.seq === undefined);
  if (answer?.type !== 'answered' || answer.value !== 'skip') return null;
  return { by: answer.by, reason: answer.reason ?? '' };
}

function ofEdits({ events }: DeparturesInput): Departure[] {
  return callsOf(events).flatMap((call) => {
    if (call.edit === null) return [];
    const { stepId, line, program } = call.intent;
    const { from, argv, by, reason } = call.edit;
    const command = commandOf({ program, argv });
    const worked = wentWell(call);
    const how = worked ? '' : ', which did not go well';
    const why = reason === '' ? '' : `: ${reason}`;
    const text = `${by} ran ${command} in place of ${from}${how}${why}`;
    // Not as code: a command in a runbook's text is one more to run.
    const sentence = closing(`${by} ran "${command}" in place of "${from}"${how}${why}`);
    return [{ line, stepId, kind: 'edited', text, sentence, edit: { line, from, program, argv, worked } }];
  });
}

const ANSWERED = /^answered by (.*)$/s;

function ofAnswers({ events, runbook, procedure }: DeparturesInput): Departure[] {
  return events.flatMap((event) => {
    const by = event.type === 'parameter-bound' ? ANSWERED.exec(event.source)?.[1] : undefined;
    if (event.type !== 'parameter-bound' || by === undefined) return [];
    const parameter = runbook.parameters.find(({ name }) => name === event.name);
    const reason = reasonOf(event.name, events);
    const spelling = parameter?.spelling ?? event.name;
    const line = firstUse(parameter, procedure) ?? procedure.line;
    const stepId = procedure.steps.find((step) => holds(step, line))?.id ?? '';
    const why = reason === '' ? '' : `: ${reason}`;
    const text = `the value of ${spelling} came from ${by}${why}`;
    const sentence = `The value of ${code(spelling)} came from ${closing(by + why)} Say here where it is found.`;
    return [{ line, stepId, kind: 'answered', text, sentence, edit: null }];
  });
}

function reasonOf(name: string, events: readonly RunEvent[]): string {
  const asked = events.findLast(
    (event) => event.type === 'asked' && event.question.kind === 'parameter' && event.question.name === name,
  );
  if (asked?.type !== 'asked') return '';
  const answer = events.findLast((event) => event.type === 'answered' && event.questionId === asked.question.id);
  return answer?.type === 'answered' ? (answer.reason ?? '') : '';
}

function firstUse(parameter: Parameter | undefined, { line, endLine }: Procedure): number | undefined {
  return parameter?.usedAt.find((at) => at >= line && at <= endLine);
}

export function holds(step: Step, line: number): boolean {
  return line >= step.line && line <= Math.max(step.endLine, ...step.blocks.map((block) => block.endLine));
}
