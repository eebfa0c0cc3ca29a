import { SteadyError } from '@steadyhand/contracts';
import { isInteractive, isPromptLeft, promptContext } from '../interactive.ts';
import { formatTime } from '../render/duration.ts';
import { wallClock } from '../wall-clock.ts';
import { withRecord } from '../with-record.ts';

/** Drops outputs and other long texts of runs that ended before; their records still verify. */
export async function auditPrune(options: { olderThan: number; yes?: boolean; json?: boolean }): Promise<number> {
  const before = wallClock.now() - options.olderThan;
  const what = `outputs and other long texts of the runs that ended before ${formatTime(before)} UTC`;
  if (!options.yes && !(await promptYes(what, options))) {
    process.stderr.write('Nothing was dropped.\n');
    return 130;
  }
  const dropped = await withRecord(({ store }) => store.prune(before));
  process.stdout.write(options.json ? `${JSON.stringify({ before, dropped })}\n` : `${dropped} texts dropped.\n`);
  return 0;
}

async function promptYes(what: string, options: { json?: boolean }): Promise<boolean> {
  if (!isInteractive(options))
    throw new SteadyError('CONFIRMATION_NEEDED', { what: `that ${what} may go`, how: '--yes' });
  const { confirm } = await import('@inquirer/prompts');
  try {
    return await confirm({ message: `Drop ${what}? They cannot be brought back.`, default: false }, promptContext());
  } catch (error) {
    if (isPromptLeft(error)) return false;
    throw error;
  }
}
