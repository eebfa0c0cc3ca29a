import { type Question, SteadyError } from '@steadyhand/contracts';
import type { Caller } from '../caller.ts';
import { editedArguments } from '../edited-command.ts';
import { isInteractive, isPromptLeft, promptContext } from '../interactive.ts';
import { approvers } from '../open-question.ts';
import { needsReason, promptReason, promptTyped, type Reply } from '../prompts.ts';
import { placeOf, questionText, screen } from '../question-view.ts';
import type { OpenRecord } from '../record.ts';
import { shortDigest } from '../render/question.ts';
import { type Asking, askingRun, callerFor, sendAnswer } from '../send-answer.ts';
import { showSent } from '../show-sent.ts';
import { withRecord } from '../with-record.ts';

export interface ApproveOptions {
  refuse?: boolean;
  skip?: boolean;
  /** A command in place of the one that is asked about. */
  edit?: string;
  reason?: string;
  /** The environment's name, where it must be typed. */
  confirm?: string;
  /** How the digest begins of what was seen. */
  digest?: string;
  json?: boolean;
}

type Approval = Extract<Question, { kind: 'approval' }>;
type Choice = 'approve' | 'refuse' | 'skip' | 'edit';

/** Shows what a run asks to do, and sends what a person says to it. */
export async function approveCommand(runId: string, options: ApproveOptions): Promise<number> {
  return withRecord(async (record) => answerApproval(record, await askingRun(record, runId), options));
}

/** Rejects with NOTHING_ASKED where it is no approval that the run asks for. */
export async function answerApproval(record: OpenRecord, asking: Asking, options: ApproveOptions): Promise<number> {
  const { run, question } = asking;
  if (question.kind !== 'approval') {
    const reason = `it asks "${question.text}", which \`steady answer ${run.id}\` answers`;
    throw new SteadyError('NOTHING_ASKED', { id: run.id, reason });
  }
  showAsking(asking, options);
  const caller = await callerFor(run);
  checkDigest(question, caller, options);
  const reply = await decide(asking, question, options);
  if (reply) return showSent(await sendAnswer(record, asking, { caller, reply }), asking, options);
  process.stderr.write('Nothing was sent: the run goes on waiting.\n');
  return 130;
}

/** Shows the run and its question: to a person where they read, to a script on standard output. */
export function showAsking({ run, events, question }: Asking, options: { json?: boolean }): void {
  if (options.json) return;
  const given = approvers(question, events);
  const yes = given.length === 0 ? '' : `    approved by ${given.join(', ')}\n`;
  const text = `run ${run.id}  ${run.procedureId}\n${questionText(question, placeOf(run, events))}${yes}`;
  (isInteractive(options) ? screen() : process.stdout).write(text);
}

/** Null where the person left without an answer. */
async function decide(asking: Asking, question: Approval, options: ApproveOptions): Promise<Reply | null> {
  const value = choiceOf(options);
  const argv = options.edit === undefined ? {} : { argv: editedArguments(asking.run.id, question, options.edit) };
  const confirmed = options.confirm === undefined ? {} : { typed: options.confirm };
  const given: Reply = { value, reason: options.reason ?? '', ...argv, ...confirmed };
  if (!isInteractive(options)) return given;
  try {
    return await completed(given, question, options);
  } catch (error) {
    if (isPromptLeft(error)) return null;
    throw error;
  }
}

/** Asks for what the options leave open. Null where the answer to that is no. */
async function completed(given: Reply, question: Approval, options: ApproveOptions): Promise<Reply | null> {
  const { value } = given;
  const needed = value === 'approve' && given.typed === undefined ? question.needs.typed : null;
  // A digest says what was seen; to type a name says more than a yes; and a no is safe.
  const isSure = value === 'refuse' || options.digest !== undefined || needed !== null;
  if (!isSure && !(await promptYes(value))) return null;
  const typed = needed === null ? {} : { typed: await promptTyped(needed) };
  const reason = given.reason === '' && needsReason(question, value) ? await promptReason(value) : given.reason;
  return { ...given, ...typed, reason };
}

async function promptYes(value: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  const message = value === 'approve' ? 'Approve exactly this?' : `Answer "${value}" to exactly this?`;
  return confirm({ message, default: false }, promptContext());
}

function choiceOf({ refuse, skip, edit }: ApproveOptions): Choice {
  if (refuse) return 'refuse';
  if (skip) return 'skip';
  return edit === undefined ? 'approve' : 'edit';
}

/** What is approved is what was seen: on a terminal it has just been shown, elsewhere the digest says so. */
function checkDigest(question: Approval, { identity }: Caller, options: ApproveOptions): void {
  const { digest } = options;
  const short = shortDigest(question.digest);
  if (digest !== undefined && !question.digest.startsWith(digest)) {
    const reason = `it is for the command with digest ${digest}, and ${short} is asked about`;
    throw new SteadyError('ANSWER_INVALID', { by: identity.name, reason });
  }
  // A no to whatever is asked is safe.
  if (digest !== undefined || options.refuse || isInteractive(options)) return;
  throw new SteadyError('CONFIRMATION_NEEDED', { what: 'which command was seen', how: `--digest ${short}` });
}
