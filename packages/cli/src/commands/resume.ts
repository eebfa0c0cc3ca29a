import { type Effect, SteadyError } from '@steadyhand/contracts';
import { carryOut } from '../durable-run.ts';
import { openRecord } from '../record.ts';
import { parseDocument } from '../system-folder.ts';
import { prepareRun, showReport } from './run.ts';

/** What a run may have ended in and still go on from. */
const STOPPED = ['interrupted', 'failed', 'refused', 'unknown'] as const;

/** Goes on with a run where its record ends, on the runbook's text and the parameters that it was started with. */
export async function resumeCommand(runId: string, options: { yes?: Effect[]; json?: boolean }): Promise<number> {
  const record = await openRecord();
  try {
    const run = await record.store.run(runId);
    if (run.status === 'done') throw new SteadyError('RUN_NOT_RESUMABLE', { id: runId, reason: 'it is done' });
    const loaded = await parseDocument(run.runbook.path, Buffer.from(run.runbook.text));
    const own = await prepareRun(loaded, run.procedureId, { ...options, env: run.environment, param: run.params });
    await record.store.setStatus(runId, { from: STOPPED, to: 'ready' });
    return showReport(await carryOut(record, runId, own), options.json ?? false);
  } finally {
    await record.close();
  }
}
