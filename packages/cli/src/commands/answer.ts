import { quoteCommand } from '@steadyhand/bash';
import { SteadyError } from '@steadyhand/contracts';
import { isInteractive } from '../interactive.ts';
import { needsReason, promptReason } from '../prompts.ts';
import { type Asking, askingRun, callerFor, sendAnswer } from '../send-answer.ts';
import { showSent } from '../show-sent.ts';
import { withRecord } from '../with-record.ts';
import { type ApproveOptions, answerApproval, showAsking } from './approve.ts';

export interface AnswerOptions extends Pick<ApproveOptions, 'reason' | 'confirm' | 'digest' | 'json'> {
  /** The end of an input, in place of a line of it. */
  end?: boolean;
}

/** Sends a choice or a value to a run that asks for one. What is an approval goes the way of `steady approve`. */
export async function answerCommand(
  runId: string,
  { value: given, command }: { value: string | undefined; command: readonly string[] },
  options: AnswerOptions,
): Promise<number> {
  return withRecord(async (record) => {
    const asking = await askingRun(record, runId);
    const value = givenValue(asking, given, options);
    checkChoice(asking, value);
    if (asking.question.kind === 'approval')
      return answerApproval(record, asking, { ...options, ...approvalOptions(asking, value, command) });
    showAsking(asking, options);
    const caller = await callerFor(asking.run);
    const end = options.end ? { end: true as const } : {};
    const reply = { value, reason: await reasonFor(asking, value, options), ...end };
    return showSent(await sendAnswer(record, asking, { caller, reply }), asking, options);
  });
}

/** An empty line is an answer to what reads one; none at all is not. */
function givenValue({ run, question }: Asking, given: string | undefined, { end = false }: AnswerOptions): string {
  const id = run.id;
  if (end && question.kind !== 'input')
    throw new SteadyError('NOTHING_ASKED', { id, reason: '"--end" is for what reads a line' });
  if (end === (given === undefined)) return given ?? '';
  const reason = end ? 'a line and "--end" exclude each other' : 'it takes a value';
  throw new SteadyError('NOTHING_ASKED', { id, reason });
}

function checkChoice({ run, question }: Asking, value: string): void {
  if (question.choices.length === 0 || question.choices.includes(value)) return;
  const choices = question.choices.map((choice) => `"${choice}"`).join(', ');
  throw new SteadyError('NOTHING_ASKED', { id: run.id, reason: `"${value}" is none of its choices: ${choices}` });
}

function approvalOptions({ run }: Asking, value: string, command: readonly string[]): ApproveOptions {
  if (value !== 'edit') return { refuse: value === 'refuse', skip: value === 'skip' };
  const [program, ...argv] = command;
  if (program !== undefined) return { edit: quoteCommand(program, argv) };
  throw new SteadyError('NOTHING_ASKED', { id: run.id, reason: '"edit" takes the other command, after --' });
}

async function reasonFor({ question }: Asking, value: string, options: AnswerOptions): Promise<string> {
  const given = options.reason ?? '';
  return given === '' && needsReason(question, value) && isInteractive(options) ? promptReason(value) : given;
}
