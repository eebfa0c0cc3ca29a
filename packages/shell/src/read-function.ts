/** The shell's half of a `read` that may be answered by a person. */

/** Stands in place of a `read` that may have no input. */
export const PERSON_READ = 'steady-read';
/** Asks, and says by its status what came of it. */
export const ASK = 'steady-ask';
/** The variable of `PERSON_READ` that gets the answer. */
export const LINE = 'steady_line';
/** Operation of a call that asks a person. */
export const ASKS = 'ask a person';

export const ASK_STATUS = { answered: 0, end: 1, hasInput: 2, held: 3 } as const;

/**
 * The line goes through the shell's own `read`, for its splitting. At the end of input the names are empty and the status
 * is 1, as in bash.
 */
export const READ_FUNCTION = `${PERSON_READ}() {
local ${LINE}=
${ASK} "$@" || case $? in
${ASK_STATUS.hasInput}) read "$@" || return; return 0 ;;
${ASK_STATUS.held}) return 0 ;;
*) read "$@" < /dev/null || return; return 1 ;;
esac
read "$@" <<< "$${LINE}" || return
}`;
