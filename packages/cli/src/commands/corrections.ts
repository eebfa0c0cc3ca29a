import { basename, relative } from 'node:path';
import { SteadyError } from '@steadyhand/contracts';
import { corrections } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';
import { parseDocument } from '../documents.ts';
import { isShell } from '../procedure-of-run.ts';
import { withRecord } from '../with-record.ts';

/** Prints what a run showed to be wrong in its runbook: the patch on standard output, the reasons on standard error. */
export async function correctionsCommand(runId: string, options: { json?: boolean }): Promise<number> {
  const { run, events } = await withRecord(async ({ store }) => ({
    run: await store.run(runId),
    events: await store.events(runId),
  }));
  if (isShell(run))
    throw new SteadyError('RUN_IS_SHELL', { id: runId, reason: 'it follows no runbook, and corrects none' });
  const { path, text } = run.runbook;
  const { runbook } = await parseDocument(path, Buffer.from(text));
  const procedure = findProcedure(runbook, run.procedureId);
  const found = corrections({ events, text, path: patchPath(path), runbook, procedure });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(found.patch);
  const notes = found.notes.map((note) => `line ${note.line}: ${note.text}`);
  process.stderr.write(`${notes.length === 0 ? 'The run shows nothing to correct.' : notes.join('\n')}\n`);
  return 0;
}

/** From here, where the patch is taken; a document that lies elsewhere by its name. */
function patchPath(path: string): string {
  const way = relative(process.cwd(), path);
  return way.startsWith('..') ? basename(path) : way;
}
