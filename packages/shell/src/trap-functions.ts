/** The shell's half of an EXIT trap. */

/** Keeps what a shell is to do at its end. */
export const TRAP = 'steady-trap';
/** Stands in place of an `exit` that ends the whole shell. */
export const LEAVE = 'steady-exit';
/** Gives, once, what a shell is to do at its end. */
export const TAKE_TRAP = 'steady-take-trap';
/** The variable that gets it. */
export const TRAP_TEXT = 'steady_trap';
/** Ends with the status that it is given. */
export const STATUS = 'steady-status';

/** A shell that is left from inside of another one, as from `(…)`, has no trap of its own. */
export const TRAP_FUNCTIONS = `trap() { ${TRAP} "$steady_shell" "$BASHPID" "$steady_pid" "$@" || return; }
${LEAVE}() {
local steady_left=$?
if [ $# -gt 0 ]; then steady_left=$1; fi
if [ "$BASHPID" = "$steady_pid" ]; then if ${TAKE_TRAP} "$steady_shell"; then
if [ "$steady_left" = 0 ]; then eval "$${TRAP_TEXT}"; else ${STATUS} "$steady_left" || eval "$${TRAP_TEXT}"; fi
fi; fi
exit "$steady_left"
}`;

/** Name under which the session's own shell is kept. */
export const SESSION_SHELL = 'session';

/** Whether a variable is not the text's own. */
export function isOwnName(name: string): boolean {
  return name.startsWith('steady_');
}

/** Makes a shell one that may have a trap, by the name under which it is kept; none for a shell that has no end to see. */
export function nameShell(name: string): string {
  return `steady_shell=${name} steady_pid=${name === '' ? '' : '$BASHPID'}`;
}
