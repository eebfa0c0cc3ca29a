import { randomBytes, randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Effect, Identity, Phase } from '@steadyhand/contracts';
import { createMemoryJournal, type NewRun, type RunReport, runProcedure, splitSecrets } from '@steadyhand/engine';
import { findProcedure } from '@steadyhand/runbook';
import { findCaller } from '../caller.ts';
import { carryOutHere, type HereOptions, showReport } from '../carry-out-here.ts';
import { type LoadedRunbook, loadRunbook } from '../documents.ts';
import { interruptSignal } from '../interrupt.ts';
import { openLiveView } from '../live-view.ts';
import { prepareRun } from '../prepare-run.ts';
import type { OpenRecord } from '../record.ts';
import { splitReference } from '../reference.ts';
import { type ResolvedEnvironment, resolveEnvironment } from '../target.ts';
import { withRecord } from '../with-record.ts';
import { workerOf } from '../workers.ts';

export interface RunCommandOptions {
  env?: string;
  param: Record<string, string>;
  dryRun?: boolean;
  readOnly?: boolean;
  phase?: Phase[];
  yes?: Effect[];
  detach?: boolean;
  json?: boolean;
}

/** Runs a procedure: here, dry, or by leaving it to the workers. */
export async function runCommand(reference: string, options: RunCommandOptions): Promise<number> {
  const { runbookName, procedureId } = splitReference(reference);
  const loaded = await loadRunbook(runbookName);
  const procedure = findProcedure(loaded.runbook, procedureId);
  const where = await resolveEnvironment(loaded.path, options.env);
  const { identity } = await findCaller(async () => where);
  const { params, secrets } = splitSecrets(options.param);
  const run = startOf(loaded, { procedureId: procedure.id, where, requester: identity, params, options });
  if (options.dryRun) return showReport(await runInMemory(run, { ...options, where }), options);
  return withRecord(async (record) => {
    // Not ready unless it is for the workers: one of them would be quicker than this terminal.
    await record.store.createRun(run, options.detach ? 'ready' : 'paused');
    if (options.detach) return leaveToWorkers(record, run, { ...options, secrets });
    return carryOutHere(record, run, { ...options, where, secrets });
  });
}

interface Start {
  procedureId: string;
  where: ResolvedEnvironment;
  requester: Identity;
  /** Without secrets. */
  params: Record<string, string>;
  options: RunCommandOptions;
}

/** What a run is started with, and keeps in all its lives. */
function startOf({ path, revision, text }: LoadedRunbook, start: Start): NewRun {
  const { procedureId, where, requester, params, options } = start;
  return {
    id: randomUUID().slice(0, 8),
    runbook: { path: resolve(path), revision, text },
    procedureId,
    environment: where.target.environment,
    mode: options.dryRun ? 'dry-run' : 'run',
    params,
    requestedBy: requester.name,
    settings: {
      system: where.system,
      grants: options.yes ?? [],
      readOnly: options.readOnly ?? false,
      requester,
      phases: options.phase ?? null,
    },
  };
}

/** A dry run changes nothing, so nothing of it has to last. */
async function runInMemory(run: NewRun, { where, ...options }: HereOptions & RunCommandOptions): Promise<RunReport> {
  const { host, onOutput } = openLiveView(options, async () => where);
  return runProcedure({
    ...(await prepareRun(run, { onOutput, where })),
    runId: run.id,
    earlier: [],
    runKey: randomBytes(32),
    system: where.system,
    params: options.param,
    mode: run.mode,
    readOnly: options.readOnly ?? false,
    requester: run.settings?.requester ?? { name: run.requestedBy, source: 'login' },
    phases: options.phase ?? null,
    grants: { effects: options.yes ?? [], by: '--yes' },
    host,
    journal: createMemoryJournal(host.notify),
    shared: null,
    signal: interruptSignal(),
  });
}

interface Left {
  json?: boolean;
  secrets: Readonly<Record<string, string>>;
}

async function leaveToWorkers({ store }: OpenRecord, run: NewRun, { json, secrets }: Left): Promise<number> {
  const { id, environment } = run;
  const worker = workerOf(environment, await store.workers());
  const document = { runId: id, status: 'ready', worker: worker?.id ?? null };
  process.stdout.write(json ? `${JSON.stringify(document)}\n` : `${id}\n`);
  const names = Object.keys(secrets).join(', ');
  const warnings = [
    ...(worker ? [] : [`No worker is on ${environment}: the run waits for one (steady worker --env ${environment}).`]),
    ...(names === '' ? [] : [`${names}: a secret is not kept; the run asks for it (steady resume ${id}).`]),
  ];
  process.stderr.write(warnings.map((line) => `${line}\n`).join(''));
  return 0;
}
