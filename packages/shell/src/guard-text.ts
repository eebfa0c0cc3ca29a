/** Shell text as it is carried out: with calls that mend what the interpreter does otherwise than bash, or stop it. */
import {
  guardArithmetic,
  guardAssignments,
  guardBackground,
  guardExits,
  guardReads,
  guardTargets,
  guardWords,
} from '@steadyhand/bash';
import { JOB_DONE, JOB_FUNCTIONS, LAST_JOB } from './job-words.ts';
import { PERSON_READ, READ_FUNCTION } from './read-function.ts';
import { LEAVE, TRAP_FUNCTIONS } from './trap-functions.ts';

/** Stands in front of arithmetic: its arguments are the names that are read as numbers. */
export const NUMBER_CHECK = 'steady-number';
/** Stands in place of the target of a redirection: its arguments are the last status and the file, if there is but one. */
export const TARGET_CHECK = 'steady-target';
/** Stands in place of the operand of a comparison of numbers. */
export const OPERAND_CHECK = 'steady-operand';
/** Stands in front of a command whose name is an expansion: splits it, as the interpreter does not. */
const RUN = 'steady-run';

/** What every shell needs that carries guarded text out. With nothing to call, the last status stays. */
export const GUARD_FUNCTIONS = `${RUN}() { [ $# -eq 0 ] || "$1" "\${@:2}" || return; }\n${READ_FUNCTION}\n${JOB_FUNCTIONS}\n${TRAP_FUNCTIONS}`;

/** With nothing in the background; null where that cannot be. */
export function withoutBackground(text: string): string | null {
  return guardBackground(text, { job: JOB_DONE, last: LAST_JOB });
}

/** `isRead` is true for a text that the shell itself reads: what is only convenient there is left out. */
export function guardText(text: string, { isRead } = { isRead: false }): string {
  const foreground = withoutBackground(text) ?? text;
  const left = isRead ? foreground : guardExits(guardAssignments(foreground), LEAVE);
  const words = guardWords(guardReads(left, PERSON_READ), {
    run: RUN,
    operand: OPERAND_CHECK,
  });
  return guardArithmetic(guardTargets(words, TARGET_CHECK), NUMBER_CHECK);
}
