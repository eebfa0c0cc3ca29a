/** The shell's half of commands in the background, which are carried out where they stand. */

/** Is told the status of one that has ended. */
export const JOB_DONE = 'steady-job';
/** Stands for `$!`. */
export const LAST_JOB = 'steady_job';
export const JOB_WAIT = 'steady-wait';

export const JOB_FUNCTIONS = `wait() { ${JOB_WAIT} "$@" || return; }`;
