import { dirname, resolve } from 'node:path';
import type { Effect } from '@steadyhand/contracts';
import { createMemoryJournal, runProcedure } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';
import { loadHandlers } from '../compose.ts';
import { interruptSignal } from '../interrupt.ts';
import { createEventRenderer } from '../render/events.ts';
import { renderRunSummary } from '../render/run-summary.ts';
import { styleFor, terminalColumns } from '../render/style.ts';
import { loadRunbook } from '../system-folder.ts';
import { resolveEnvironment, sessionEnv } from '../target.ts';
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
  const { path, revision, runbook } = await loadRunbook(runbookName);
  const procedure = findProcedure(runbook, procedureId);
  const { system, target, clock } = await resolveEnvironment(path, options.env);
  const style = styleFor(process.stdout);
  const renderer = createEventRenderer({
    style,
    columns: terminalColumns(),
    write: (text) => process.stdout.write(text),
  });
  const notify = options.json ? () => undefined : renderer.event;
  const host = createTerminalHost({ interactive: !options.json && process.stdin.isTTY === true, notify });
  const report = await runProcedure({
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
    env: sessionEnv(target),
    host,
    journal: createMemoryJournal(host.notify),
    workingFolder: dirname(resolve(path)),
    signal: interruptSignal(),
    onOutput: options.json ? () => undefined : renderer.output,
  });
  if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else process.stdout.write(renderRunSummary(report, style));
  return report.exitCode;
}

function splitReference(reference: string): { runbookName: string; procedureId: string } {
  const hash = reference.indexOf('#');
  return hash === -1
    ? { runbookName: reference, procedureId: '' }
    : { runbookName: reference.slice(0, hash), procedureId: reference.slice(hash + 1) };
}
