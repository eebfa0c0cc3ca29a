import type { Procedure, Runbook, RunEvent } from '@steadyhand/contracts';
import { type Run, shellProcedure } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';

/** What a run carries out: a procedure of its runbook, or the lines that somebody typed. */
export function procedureOfRun(
  run: Pick<Run, 'procedureId' | 'settings'>,
  runbook: Runbook,
  events: readonly RunEvent[],
): Procedure {
  return isShell(run) ? shellProcedure(events) : findProcedure(runbook, run.procedureId);
}

export function isShell({ settings }: Pick<Run, 'settings'>): boolean {
  return settings?.kind === 'shell';
}
