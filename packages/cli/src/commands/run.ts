import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Effect } from '@steadyhand/contracts';
import { createMemoryJournal, type RunReport, runProcedure } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';
import { loadHandlers } from '../compose.ts';
import { carryOut, type OwnRunOptions } from '../durable-run.ts';
import { interruptSignal } from '../interrupt.ts';
import { openRecord } from '../record.ts';
import { createEventRenderer } from '../render/events.ts';
import { renderRunSummary } from '../render/run-summary.ts';
import { styleFor, terminalColumns } from '../render/style.ts';
import { type LoadedRunbook, loadRunbook } from '../system-folder.ts';
import { resolveEnvironment } from '../target.ts';
import { createTerminalHost } from '../terminal-host.ts';

export interface RunCommandOptions {
  env?: string;
  param: Record<string, string>;
  dryRun?: boolean;
  readOnly?: boolean;
  yes?: Effect[];
  json?: boolean;
}

export async function runCommand(reference: string, options: RunCommandOptions): Promise<number> {
  const { runbookName, procedureId } = splitReference(reference);
  const loaded = await loadRunbook(runbookName);
  const own = await prepareRun(loaded, procedureId, options);
  const report = options.dryRun ? await runInMemory(own) : await runOnRecord(loaded, own);
  return showReport(report, options.json ?? false);
}

/** What a run needs besides its record. */
export async function prepareRun(
  { path, revision, runbook }: LoadedRunbook,
  procedureId: string,
  options: RunCommandOptions,
): Promise<OwnRunOptions> {
  const procedure = findProcedure(runbook, procedureId);
  const { system, target, env, clock } = await resolveEnvironment(path, options.env);
  const renderer = createEventRenderer({
    style: styleFor(process.stdout),
    columns: terminalColumns(),
    write: (text) => process.stdout.write(text),
  });
  const notify = options.json ? () => undefined : renderer.event;
  return {
    runbook,
    source: { path, revision },
    procedure,
    system,
    target,
    clock,
    params: options.param,
    mode: options.dryRun ? 'dry-run' : 'run',
    readOnly: options.readOnly ?? false,
    policy: system?.environments[target.environment]?.policy ?? {},
    grants: { effects: options.yes ?? [], by: '--yes' },
    handlers: await loadHandlers(),
    env,
    host: createTerminalHost({ interactive: !options.json && process.stdin.isTTY === true, notify }),
    workingFolder: dirname(resolve(path)),
    signal: interruptSignal(),
    onOutput: options.json ? () => undefined : renderer.output,
  };
}

/** A dry run changes nothing, so nothing of it has to last. */
function runInMemory(own: OwnRunOptions): Promise<RunReport> {
  const journal = createMemoryJournal(own.host.notify);
  return runProcedure({ ...own, runId: own.host.newId(), earlier: [], runKey: randomBytes(32), journal });
}

async function runOnRecord({ path, revision, text }: LoadedRunbook, own: OwnRunOptions): Promise<RunReport> {
  const record = await openRecord();
  try {
    const { id } = await record.store.createRun({
      id: own.host.newId(),
      runbook: { path: resolve(path), revision, text },
      procedureId: own.procedure.id,
      environment: own.target.environment,
      mode: own.mode,
      params: { ...own.params },
      requestedBy: userInfo().username,
    });
    return await carryOut(record, id, own);
  } finally {
    await record.close();
  }
}

export function showReport(report: RunReport, json: boolean): number {
  const text = json ? `${JSON.stringify(report, null, 2)}\n` : renderRunSummary(report, styleFor(process.stdout));
  process.stdout.write(text);
  return report.exitCode;
}

function splitReference(reference: string): { runbookName: string; procedureId: string } {
  const hash = reference.indexOf('#');
  return hash === -1
    ? { runbookName: reference, procedureId: '' }
    : { runbookName: reference.slice(0, hash), procedureId: reference.slice(hash + 1) };
}
