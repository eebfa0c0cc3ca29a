import { type ErrorCode, SteadyError } from '@steadyhand/contracts';

const STATUSES: Partial<Record<ErrorCode, number>> = {
  SHELL_SYNTAX: 2,
  COMMAND_REFUSED: 126,
  CONSTRUCT_REFUSED: 126,
  PROGRAM_REFUSED: 126,
  PROGRAM_NOT_IN_RANGE: 126,
  PROGRAM_UNKNOWN: 127,
  PROGRAM_NOT_INSTALLED: 127,
  COMMAND_INTERRUPTED: 130,
  INTERRUPTED: 130,
};

/** What `$?` is after an error that ended a block, as bash has it (manual, 3.7.5 "Exit Status"); 1 where it says nothing. */
export function statusOf(error: unknown): number {
  return (error instanceof SteadyError && STATUSES[error.code]) || 1;
}
