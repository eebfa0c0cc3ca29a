/** Shell text as it is carried out: with calls that mend what the interpreter does otherwise than bash, or stop it. */
import { guardArithmetic, guardTargets, guardWords } from '@steadyhand/bash';

/** Stands in front of arithmetic: its arguments are the names that are read as numbers. */
export const NUMBER_CHECK = 'steady-number';
/** Stands in place of the target of a redirection: its arguments are the last status and the file, if there is but one. */
export const TARGET_CHECK = 'steady-target';
/** Stands in place of the operand of a comparison of numbers. */
export const OPERAND_CHECK = 'steady-operand';
/** Stands in front of a command whose name is an expansion: splits it, as the interpreter does not. */
const RUN = 'steady-run';

/** What every shell needs that carries guarded text out. With nothing to call, the last status stays. */
export const GUARD_FUNCTIONS = `${RUN}() { [ $# -eq 0 ] || "$1" "\${@:2}" || return; }`;

export function guardText(text: string): string {
  const words = guardWords(text, { run: RUN, operand: OPERAND_CHECK });
  return guardArithmetic(guardTargets(words, TARGET_CHECK), NUMBER_CHECK);
}
