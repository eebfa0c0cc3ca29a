/** Questions of a run on a terminal. Each gives null where the person left it (Ctrl-C) or it was answered elsewhere. */
import { type Question, SteadyError } from '@steadyhand/contracts';
import { editedArguments, programOf } from './edited-command.ts';
import { isPromptLeft, promptContext } from './interactive.ts';
import { promptLine } from './prompt-line.ts';

/** What a person said. */
export interface Reply {
  value: string;
  reason: string;
  argv?: readonly string[];
  typed?: string;
  /** The end of the input. */
  end?: true;
}

export interface PromptOptions {
  runId: string;
  /** `prod (123456789012, eu-west-1)` */
  where: string;
  /** Takes the prompt away. */
  signal?: AbortSignal;
  /** A secret may be shown here. */
  showsSecrets?: boolean;
}

type Approval = Extract<Question, { kind: 'approval' }>;
type Value = Extract<Question, { kind: 'parameter' }>;
type Line = Extract<Question, { kind: 'input' }>;

/** What each choice leads to. */
const MEANINGS: Readonly<Record<string, string>> = {
  approve: 'run exactly this',
  show: 'run exactly this, and show what it reveals, once, on this terminal alone',
  refuse: 'do not run it, and stop here',
  edit: 'other arguments, approved by themselves',
  take: 'do this step',
  done: 'a person did it',
  retry: 'run the step again',
  stop: 'stop the run here',
  'it was done': 'take it as carried out, and go on',
  'run it again': 'it did not happen: carry it out now',
};

export async function promptQuestion(question: Question, options: PromptOptions): Promise<Reply | null> {
  try {
    switch (question.kind) {
      case 'approval':
        return await promptApproval(question, options);
      case 'parameter':
        return await promptValue(question, options);
      case 'input':
        return await promptLine(question, options.signal);
      default:
        return await promptChoice(question, options);
    }
  } catch (error) {
    if (isPromptLeft(error)) return null;
    throw error;
  }
}

async function promptApproval(question: Approval, options: PromptOptions): Promise<Reply | null> {
  const { select } = await import('@inquirer/prompts');
  const value = await select(
    // What a stray Enter would take is what changes nothing.
    { message: `Run this in ${options.where}?`, choices: choicesOf(question, options), default: 'refuse' },
    promptContext(options.signal),
  );
  const { typed: needed } = question.needs;
  if (value === 'approve' || value === 'show') {
    return { value, reason: '', ...(needed === null ? {} : { typed: await promptTyped(needed, options.signal) }) };
  }
  const argv = value === 'edit' ? await promptEdit(question, options) : null;
  const reason = await promptReason(value, options.signal);
  return argv ? { value, reason, argv } : { value, reason };
}

async function promptChoice(
  question: Exclude<Question, Approval | Value | Line>,
  { signal }: PromptOptions,
): Promise<Reply> {
  const { select } = await import('@inquirer/prompts');
  const message = question.kind === 'unknown' ? 'What became of it?' : question.text;
  const value = await select({ message, choices: choicesOf(question) }, promptContext(signal));
  return { value, reason: needsReason(question, value) ? await promptReason(value, signal) : '' };
}

async function promptValue(question: Value, { signal }: PromptOptions): Promise<Reply | null> {
  const { input, password } = await import('@inquirer/prompts');
  const ask = question.isSecret ? password : input;
  const value = await ask({ message: question.text }, promptContext(signal));
  return value === '' ? null : { value, reason: '' };
}

/** A text that must be typed exactly. */
export async function promptTyped(text: string, signal?: AbortSignal): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  const validate = (given: string) => given === text || `Type ${text}, or leave with Ctrl-C.`;
  return input({ message: `Type "${text}" to confirm:`, validate }, promptContext(signal));
}

export async function promptReason(choice: string, signal?: AbortSignal): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  return input({ message: `Why ${choice}? (for the record)`, required: true }, promptContext(signal));
}

async function promptEdit(question: Approval, { runId, signal }: PromptOptions): Promise<string[]> {
  const { input } = await import('@inquirer/prompts');
  const validate = (text: string): true | string => {
    try {
      editedArguments(runId, question, text);
      return true;
    } catch (error) {
      if (error instanceof SteadyError) return error.params.reason ?? error.message;
      throw error;
    }
  };
  const message = `The ${programOf(question.command)} command to run instead:`;
  const text = await input(
    { message, default: question.command, prefill: 'editable', validate },
    promptContext(signal),
  );
  return editedArguments(runId, question, text);
}

/** Whether the record needs to say why: what the runbook asks for is left out, or a failure is passed over. */
export function needsReason(question: Question, value: string): boolean {
  if (question.kind === 'approval') return value !== 'approve' && value !== 'show';
  return question.choices.includes('retry') && value === 'skip';
}

function choicesOf(question: Question, { showsSecrets = false }: Pick<PromptOptions, 'showsSecrets'> = {}) {
  const choices = question.choices.filter((value) => value !== 'show' || showsSecrets);
  return choices.map((value) => {
    const meaning = value === 'skip' ? meaningOfSkip(question) : MEANINGS[value];
    return { value, name: meaning === undefined ? value : `${value.padEnd(8)}  ${meaning}`, short: value };
  });
}

function meaningOfSkip(question: Question): string {
  if (question.kind === 'approval') return 'leave it and the rest of its block out; the run goes on';
  return question.choices.includes('retry') ? 'go on with the next step' : 'leave this step out';
}
