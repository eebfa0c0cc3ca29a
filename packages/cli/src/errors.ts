import { SteadyError } from '@steadyhand/contracts';
import { styleFor } from './render/style.ts';

/** Shows an error on standard error, as JSON on standard output where that was asked for; gives the exit code. */
export function reportError(error: unknown, json: boolean): number {
  const known = error instanceof SteadyError ? error : wrap(error);
  const { code, message, state, hint } = known;
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, state, hint } })}\n`);
  showError(known);
  if (known.code === 'INTERNAL' && error instanceof Error && error.stack)
    process.stderr.write(`${styleFor(process.stderr).dim(error.stack)}\n`);
  return known.exitCode;
}

/** Code, message, what state things are in, and what to do, on standard error. */
export function showError({
  code,
  message,
  state,
  hint,
}: Pick<SteadyError, 'code' | 'message' | 'state' | 'hint'>): void {
  const style = styleFor(process.stderr);
  process.stderr.write(`${style.red(style.bold(code))} ${message}\n  ${state}\n  ${hint}\n`);
}

function wrap(error: unknown): SteadyError {
  // What waits rejects with the signal's own reason.
  if (error instanceof Error && error.name === 'AbortError') {
    return new SteadyError('INTERRUPTED', {}, { cause: error, state: 'What had run by then is shown above.' });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new SteadyError('INTERNAL', { reason }, { cause: error, state: 'Unknown: look at what ran last.' });
}
