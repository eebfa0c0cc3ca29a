import { checkIdentity, lookAtStatus, type Prober, prepareHandlers } from '@steadyhand/engine';
import { loadHandlers } from '../compose.ts';
import { loadRunbook } from '../documents.ts';
import { interruptSignal } from '../interrupt.ts';
import { renderStatus } from '../render/status.ts';
import { styleFor } from '../render/style.ts';
import { runbookHere } from '../system-folder.ts';
import { resolveEnvironment } from '../target.ts';

export interface StatusOptions {
  env?: string;
  json?: boolean;
}

/** Looks at a system; 1 when something is critical. */
export async function statusCommand(name: string | undefined, { env, json }: StatusOptions): Promise<number> {
  const { path, runbook } = await loadRunbook(name ?? (await runbookHere()));
  const { system, target, env: variables, clock } = await resolveEnvironment(path, env);
  const handlers = await loadHandlers(system?.effects);
  const prober: Prober = { handlers, target, clock, env: variables, signal: interruptSignal() };
  await checkIdentity(prober);
  await prepareHandlers(prober);
  const report = await lookAtStatus(prober, { runbook, system });
  const text = json ? JSON.stringify(report, null, 2) : renderStatus(report, styleFor(process.stdout));
  process.stdout.write(`${text}\n`);
  return report.level === 'critical' ? 1 : 0;
}
