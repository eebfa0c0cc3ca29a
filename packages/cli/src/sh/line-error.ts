import type { ErrorCode, SteadyError } from '@steadyhand/contracts';
import { showError } from '../errors.ts';

/** What to do, where what a run of a runbook is told does not fit somebody who types. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  PROGRAM_UNKNOWN: 'Run it in a shell of your own, and say so with :note.',
  CONSTRUCT_REFUSED: 'Write the line without it.',
  SHELL_SYNTAX: 'Write the line in another way.',
  COMMAND_REFUSED: 'Nothing of the line ran after it. :effect LINE says beforehand what becomes of a line.',
  COMMAND_INTERRUPTED: 'Look at the resource itself before you run it again.',
  PARAMETER_UNBOUND: 'Give it a value first: NAME=VALUE.',
  INTERRUPTED: 'What had run stands.',
};

/** An error in the words of a prompt. */
export function saidOf({ code, message, state, hint }: SteadyError) {
  return { code, message, state, hint: HINTS[code] ?? hint };
}

export function showLineError(error: SteadyError): void {
  showError(saidOf(error));
}
