import { SteadyError } from '@steadyhand/contracts';
import type { Run } from '@steadyhand/engine';
import { findCaller } from '../caller.ts';
import { carryOutHere } from '../carry-out-here.ts';
import { isShell } from '../procedure-of-run.ts';
import { environmentOfRun } from '../target.ts';
import { withRecord } from '../with-record.ts';

/** What a run may have ended in and still go on from. */
const STOPPED = ['interrupted', 'failed', 'refused', 'unknown'] as const;
/** Where a person's word lets it go on. */
const HALTED: readonly Run['status'][] = [...STOPPED, 'paused'];

/**
 * Goes on with a run where its record ends, on the runbook's text, the system and the parameters that it was started
 * with. What it asks is asked here.
 */
export async function resumeCommand(runId: string, options: { json?: boolean }): Promise<number> {
  return withRecord(async (record) => {
    const { store } = record;
    const run = await store.run(runId);
    if (run.status === 'done' || run.status === 'cancelled')
      throw new SteadyError('RUN_NOT_RESUMABLE', { id: runId, reason: `it is ${run.status}` });
    const where = await environmentOfRun(run);
    if (HALTED.includes(run.status)) {
      const { identity } = await findCaller(async () => where);
      const order = { type: 'run-ordered', order: 'resume', by: identity.name, reason: '' } as const;
      await store.annotate(runId, [{ ...order, runId, at: where.clock.now() }]);
      // Not ready: it goes on here, and not on a worker that is quicker.
      await store.setStatus(runId, { from: STOPPED, to: 'paused' });
    }
    if (isShell(run)) {
      const { resumeShell } = await import('../sh/open-shell.ts');
      return resumeShell(record, run, { ...options, where, secrets: {} });
    }
    return carryOutHere(record, run, { ...options, where });
  });
}
