import type { Message } from '@steadyhand/contracts';
import { placeText } from '../question-view.ts';
import type { RunFacts, StepFact } from '../run-facts.ts';
import { formatSpan, formatTime } from './duration.ts';
import { questionLines } from './question.ts';
import type { Style } from './style.ts';
import { fit, wrap } from './text.ts';

export interface FactsView {
  style: Style;
  columns: number;
  /** Milliseconds since the epoch. */
  now: number;
}

/** One run on a page: where it stands, what it asks, what it holds, what to type. */
export function renderRunFacts(facts: RunFacts, view: FactsView): string {
  const sections = [
    headOf(facts, view),
    facts.steps.map((step) => stepLine(step, view)),
    questionOf(facts, view),
    thingsOf(facts, view),
    nextOf(facts, view),
  ];
  const shown = sections.filter((section) => section.length > 0).map((section) => section.join('\n'));
  return `${shown.join('\n\n')}\n`;
}

function headOf({ run, place, note, worker }: RunFacts, { style, columns, now }: FactsView): string[] {
  const requested = `asked for by ${run.requestedBy} ${formatSpan(now - run.createdAt)} ago (${formatTime(run.createdAt)} UTC)`;
  const document = `${run.runbook.path} as of ${run.runbook.revision.slice(0, 8)}`;
  const goesOn = run.status === 'running' ? `carried out by ${worker}` : `a worker for it: ${worker ?? 'none'}`;
  const isOpen = ['ready', 'running', 'waiting', 'paused'].includes(run.status);
  return [
    `${style.bold(`run ${run.id}`)}  ${style.bold(run.status)}  ${run.procedureId} in ${placeText(place)}`,
    ...[requested, document, ...(isOpen ? [goesOn] : [])].flatMap((text) =>
      wrap(text, columns - 2).map((line) => `  ${style.dim(line)}`),
    ),
    ...(note === '' ? [] : wrap(note, columns - 2).map((line) => `  ${line}`)),
  ];
}

const MARKS: Readonly<Record<StepFact['state'], string>> = {
  ...{ done: '✔', failed: '✘', skipped: '–', held: '–', person: '–' },
  ...{ unfinished: '●', open: '○' },
};

function stepLine({ state, text, phase, line, note }: StepFact, { style, columns }: FactsView): string {
  const colours = { done: style.green, failed: style.red, unfinished: style.yellow };
  const colour = state in colours ? colours[state as keyof typeof colours] : style.dim;
  const about = `${phase}, line ${line}${note === '' ? '' : `; ${note}`}`;
  const room = Math.max(20, columns - 6);
  const shown = fit(text.replaceAll('\n', ' '), Math.max(20, room - about.length - 2));
  return `  ${colour(MARKS[state])} ${state === 'open' ? style.dim(shown) : shown}  ${style.dim(fit(about, Math.max(10, room - shown.length)))}`;
}

function questionOf({ question, approvedBy, place }: RunFacts, { style, columns, now }: FactsView): string[] {
  if (!question) return [];
  const choices = question.choices.length === 0 ? [] : [`    choices: ${question.choices.join(', ')}`];
  return [
    ...questionLines(question, { style, columns, where: placeText(place), now }),
    ...choices,
    ...(question.kind === 'approval' ? [`    ${approvalsText(question.needs.approvers, approvedBy)}`] : []),
  ];
}

function approvalsText(needed: number, by: readonly string[]): string {
  const names = by.length === 0 ? '' : ` (${by.join(', ')})`;
  return `approvals: ${by.length} of ${needed}${names}`;
}

/** What it has of others', and what others have of it. */
function thingsOf({ pending, locks, artifacts }: RunFacts, { now }: FactsView): string[] {
  const ago = (at: number): string => `${formatSpan(Math.max(0, now - at))} ago`;
  return [
    ...pending.map((message) => `  sent, not taken yet: ${orderText(message)}, ${ago(message.sentAt)}`),
    ...locks.map(({ resource, scope, since }) => `  holds ${resource} in ${scope}, since ${ago(since)}`),
    ...artifacts.map(
      ({ name, kind, bytes }) => `  kept ${kind === 'file' ? 'the file' : 'the output'} ${name} (${bytes} bytes)`,
    ),
  ];
}

function orderText({ order, by }: Message): string {
  return `${order.kind === 'answer' ? order.value : order.kind} by ${by.name}`;
}

function nextOf({ next, rollback }: RunFacts, { style }: FactsView): string[] {
  const typed = (line: string): string => `  ${style.bold(line)}`;
  return [
    ...(next.length === 0 ? [] : [style.dim('what to type next:'), ...next.map(typed)]),
    ...(rollback.length === 0 ? [] : [style.dim('to take back what it did:'), ...rollback.map(typed)]),
  ];
}
