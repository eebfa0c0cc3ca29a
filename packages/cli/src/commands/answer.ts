import { quoteCommand } from '@steadyhand/bash';
import { SteadyError } from '@steadyhand/contracts';
import { isInteractive } from '../interactive.ts';
import { needsReason, promptReason } from '../prompts.ts';
import { type Asking, askingRun, callerFor, sendAnswer } from '../send-answer.ts';
import { showSent } from '../show-sent.ts';
import { withRecord } from '../with-record.ts';
import { type ApproveOptions, answerApproval, showAsking } from './approve.ts';

export interface AnswerOptions extends Pick<ApproveOptions, 'reason' | 'confirm' | 'digest' | 'json'> {}

/** Sends a choice or a value to a run that asks for one. What is an approval goes the way of `steady approve`. */
export async function answerCommand(
  runId: string,
  { value, command }: { value: string; command: readonly string[] },
  options: AnswerOptions,
): Promise<number> {
  return withRecord(async (record) => {
    const asking = await askingRun(record, runId);
    checkChoice(asking, value);
    if (asking.question.kind === 'approval')
      return answerApproval(record, asking, { ...options, ...approvalOptions(asking, value, command) });
    showAsking(asking, options);
    const caller = await callerFor(asking.run);
    const reply = { value, reason: await reasonFor(asking, value, options) };
    return showSent(await sendAnswer(record, asking, { caller, reply }), asking, options);
  });
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
