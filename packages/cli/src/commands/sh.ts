import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type NewRun, SHELL_PROCEDURE_ID, SYSTEM_FILE, splitSecrets } from '@steadyhand/engine';
import { findCaller } from '../caller.ts';
import { dryRunShell, startShell } from '../sh/open-shell.ts';
import { findSystemFolder, systemOfRunbook } from '../system-folder.ts';
import { type ResolvedEnvironment, resolveEnvironment } from '../target.ts';
import { withRecord } from '../with-record.ts';

export interface ShCommandOptions {
  env?: string;
  param: Record<string, string>;
  dryRun?: boolean;
  readOnly?: boolean;
  json?: boolean;
}

/** A guarded shell in an environment; gives the exit code of its last command, or of a run where its lines come from a file. */
export async function shCommand(options: ShCommandOptions): Promise<number> {
  const beside = join(process.cwd(), SYSTEM_FILE);
  const where = await resolveEnvironment(beside, options.env);
  const { identity } = await findCaller(async () => where);
  const { params, secrets } = splitSecrets(options.param);
  const run: NewRun = {
    id: randomUUID().slice(0, 8),
    runbook: await runbookOf(where, beside),
    procedureId: SHELL_PROCEDURE_ID,
    environment: where.target.environment,
    mode: options.dryRun ? 'dry-run' : 'run',
    params,
    requestedBy: identity.name,
    settings: {
      ...{ kind: 'shell', system: where.system, grants: [], phases: null },
      ...{ readOnly: options.readOnly ?? false, requester: identity },
    },
  };
  const shell = { ...(options.json ? { json: true } : {}), where, secrets };
  if (options.dryRun) return dryRunShell(run, shell);
  return withRecord((record) => startShell(record, run, shell));
}

/** The system's own: its freezes count here too, and its names have their values. Empty where there is none. */
async function runbookOf({ system }: ResolvedEnvironment, beside: string): Promise<NewRun['runbook']> {
  const own = (await systemOfRunbook(beside))?.folder;
  const folder = own ?? (system ? await findSystemFolder(system.system).catch(() => null) : null);
  const path = join(folder ?? process.cwd(), system?.runbook ?? 'RUNBOOK.md');
  const text = folder === null ? '' : await readFile(path, 'utf8').catch(() => '');
  return { path, revision: createHash('sha256').update(text).digest('hex'), text };
}
