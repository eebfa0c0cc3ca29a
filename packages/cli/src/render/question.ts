/** A question of a run in the words of a terminal, and what to type to answer it. */
import { quoteWord } from '@steadyhand/bash';
import type { Needs, Question } from '@steadyhand/contracts';
import { formatSpan } from './duration.ts';
import { effectStyle, type Style } from './style.ts';
import { wrap } from './text.ts';

export interface QuestionView {
  style: Style;
  /** Width that prose is wrapped to. */
  columns: number;
  /** Where its command goes: `prod (123456789012, eu-west-1)`; empty where that is shown beside it. */
  where: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** How many digits of a digest are shown and must at least be given. */
export const SHORT_DIGEST = 8;

export function questionLines(question: Question, view: QuestionView): string[] {
  const { style } = view;
  const prose = (text: string): string[] => wrap(text, view.columns - 4).map((line) => `    ${line}`);
  switch (question.kind) {
    case 'approval':
      return approvalLines(question, view);
    case 'person':
      return [`  ${style.bold(style.yellow('A person decides'))}`, ...prose(question.text)];
    case 'parameter':
      return [
        `  ${style.bold(style.yellow(question.isSecret ? 'A secret is needed' : 'A value is needed'))}`,
        ...prose(question.text),
      ];
    case 'input':
      return [
        `  ${style.bold(style.yellow(question.isSecret ? 'A secret is read' : 'A line is read'))}`,
        ...prose(question.text),
      ];
    case 'unknown':
      return [
        `  ${style.bold(style.red('The outcome is not known of'))}`,
        `    ${question.command}`,
        ...prose(question.evidence).map((line) => style.dim(line)),
      ];
  }
}

function approvalLines(question: Extract<Question, { kind: 'approval' }>, view: QuestionView): string[] {
  const { style, where, now } = view;
  const effect = effectStyle(style, question.effect)(question.effect);
  const prose = (text: string): string[] => wrap(text, view.columns - 4).map((line) => `    ${line}`);
  const warnings = question.warnings.flatMap((warning) => prose(`! ${warning}`));
  return [
    `  ${style.bold(style.yellow('Approval needed'))}  ${effect}${where === '' ? '' : ` in ${style.bold(where)}`}`,
    `    ${question.command}`,
    ...(question.blastRadius === '' ? [] : prose(question.blastRadius).map(style.bold)),
    ...warnings.map((line) => style.bold(style.red(line))),
    ...prose(`takes ${needsText(question.needs)}`),
    `    ${style.dim(`digest ${shortDigest(question.digest)} · ${expiryText(question.expiresAt, now)}`)}`,
  ];
}

/** "a yes of 2 different approvers, not of whoever asked for the run; "prod" typed". */
export function needsText({ approvers, role, otherThanRequester, typed }: Needs): string {
  const who = approvers === 1 ? `the yes of ${article(role)} ${role}` : `a yes each of ${approvers} ${role}s`;
  const other = otherThanRequester ? ', not of whoever asked for the run' : '';
  return `${who}${other}${typed === null ? '' : `, with "${typed}" typed`}`;
}

function article(word: string): string {
  return /^[aeiou]/.test(word) ? 'an' : 'a';
}

export function expiryText(expiresAt: number, now: number): string {
  const left = expiresAt - now;
  const at = new Date(expiresAt).toISOString().slice(0, 16).replace('T', ' ');
  return left > 0 ? `expires in ${formatSpan(left)} (${at} UTC)` : `expired ${formatSpan(-left)} ago; it is asked anew`;
}

export function shortDigest(digest: string): string {
  return digest.slice(0, SHORT_DIGEST);
}

/** Lines to type in another terminal. */
export function waysToAnswer(runId: string, question: Question): string[] {
  switch (question.kind) {
    case 'approval':
      return [`steady approve ${runId}`, `steady approve ${runId} --refuse`];
    case 'parameter':
      // A secret is not sent and not kept: it is given where the run goes on.
      return [question.isSecret ? `steady resume ${runId}` : `steady answer ${runId} VALUE`];
    case 'input':
      return question.isSecret
        ? [`steady resume ${runId}`]
        : [`steady answer ${runId} LINE`, `steady answer ${runId} --end`];
    default:
      return question.choices.map((choice) => `steady answer ${runId} ${quoteWord(choice)}`);
  }
}

/** One line, as in "waits for …". */
export function questionSummary(question: Question): string {
  switch (question.kind) {
    case 'approval':
      return `approval of: ${question.command}`;
    case 'parameter':
      return `a value: ${question.name}`;
    case 'input':
      return `a line: ${question.text}`;
    case 'person':
      return `a person: ${question.text}`;
    case 'unknown':
      return `a person to say what became of: ${question.command}`;
  }
}
