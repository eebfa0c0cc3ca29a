import { dirname } from 'node:path';
import type { NewRun, PreparedRun } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';
import { loadHandlers } from './compose.ts';
import { parseDocument } from './documents.ts';
import { environmentOfRun, type ResolvedEnvironment } from './target.ts';

/**
 * What a run needs besides its record, on this machine: its own text of the runbook and system, whatever the files say
 * now, and this process's credentials.
 */
export async function prepareRun(
  run: NewRun,
  { onOutput, where }: { onOutput: PreparedRun['onOutput']; where?: ResolvedEnvironment },
): Promise<PreparedRun> {
  const { path, revision, text } = run.runbook;
  const { system, target, env, clock } = where ?? (await environmentOfRun(run));
  const { runbook } = await parseDocument(path, Buffer.from(text), system?.effects);
  return {
    runbook,
    source: { path, revision },
    procedure: findProcedure(runbook, run.procedureId),
    system,
    target,
    clock,
    handlers: await loadHandlers(system?.effects),
    env,
    // Another machine may not have it; what the run read of it before comes from the record.
    workingFolder: dirname(path),
    onOutput,
  };
}
