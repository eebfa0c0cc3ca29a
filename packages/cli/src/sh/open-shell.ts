/** Puts a shell session together: its run, who or what types into it, and what is shown. */

import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Host, RunEvent } from '@steadyhand/contracts';
import {
  carryOut,
  createMemoryJournal,
  type NewRun,
  type PreparedRun,
  type Prompt,
  type RunOptions,
  type RunReport,
  runShell,
  shellProcedure,
} from '@steadyhand/engine';
import { loadHandlers } from '../compose.ts';
import { parseDocument } from '../documents.ts';
import { isInteractive } from '../interactive.ts';
import { interruptSignal } from '../interrupt.ts';
import { openLiveView, workerName } from '../live-view.ts';
import type { OpenRecord } from '../record.ts';
import type { ResolvedEnvironment } from '../target.ts';
import { openTerminal, type Terminal } from './open-terminal.ts';
import { ScriptPrompt } from './script-prompt.ts';

export interface ShellOptions {
  json?: boolean;
  where: ResolvedEnvironment;
  /** Values of parameters that are not kept with the run. */
  secrets: Readonly<Record<string, string>>;
}

interface Opened {
  prompt: Prompt;
  host: Host;
  prepared: PreparedRun;
  signal: AbortSignal;
  /** Null for a script. */
  terminal: Terminal | null;
  close(): void;
}

/** Keeps a new shell session, and carries it out; gives the exit code. */
export function startShell(record: OpenRecord, run: NewRun, options: ShellOptions): Promise<number> {
  return withShell(run, { ...options, earlier: [] }, async (opened) => {
    await record.store.createRun(run, 'paused');
    return carryOn(record, run, { ...options, ...opened });
  });
}

/** Goes on with one that was kept. */
export async function resumeShell(record: OpenRecord, run: NewRun, options: ShellOptions): Promise<number> {
  const earlier = await record.store.events(run.id);
  return withShell(run, { ...options, earlier }, (opened) => carryOn(record, run, { ...options, ...opened }));
}

function carryOn(
  { store, runKey }: OpenRecord,
  run: NewRun,
  { prompt, host, prepared, signal, secrets }: Opened & ShellOptions,
): Promise<RunReport> {
  return carryOut(
    {
      ...{ store, runKey, worker: workerName(), environments: [run.environment], host, signal, secrets },
      prepare: async () => prepared,
      conduct: (conducted) => runShell(conducted, prompt),
    },
    run.id,
  );
}

/** The same for one that changes nothing, so that nothing of it has to last. */
export function dryRunShell(run: NewRun, options: ShellOptions): Promise<number> {
  return withShell(run, { ...options, earlier: [] }, ({ prompt, host, prepared, signal }) => {
    const { settings } = run;
    const requester = settings?.requester ?? { name: run.requestedBy, source: 'login' };
    const inMemory: RunOptions = {
      ...prepared,
      ...{ runId: run.id, earlier: [], runKey: randomBytes(32), params: { ...run.params, ...options.secrets } },
      ...{ mode: run.mode, readOnly: settings?.readOnly ?? false, requester, phases: null },
      ...{ grants: { effects: [], by: '' }, host, journal: createMemoryJournal(host.notify), shared: null, signal },
    };
    return runShell(inMemory, prompt);
  });
}

async function withShell(
  run: NewRun,
  options: ShellOptions & { earlier: readonly RunEvent[] },
  conduct: (opened: Opened) => Promise<RunReport>,
): Promise<number> {
  const opened = await openShell(run, options);
  try {
    const report = await conduct(opened);
    if (options.json) process.stdout.write(`${JSON.stringify(endOf(report))}\n`);
    else opened.terminal?.farewell(report);
    return report.exitCode;
  } finally {
    opened.close();
  }
}

async function openShell(
  run: NewRun,
  { json, where, earlier }: ShellOptions & { earlier: readonly RunEvent[] },
): Promise<Opened> {
  const { path, revision, text } = run.runbook;
  const hasPerson = isInteractive({ ...(json ? { json } : {}) });
  const [{ runbook }, handlers] = await Promise.all([
    parseDocument(path, Buffer.from(text), where.system?.effects),
    loadHandlers(where.system?.effects, { endless: hasPerson }),
  ]);
  const base = {
    ...{ runbook, source: { path, revision }, procedure: shellProcedure(earlier), handlers },
    ...{ system: where.system, target: where.target, clock: where.clock, env: where.env, workingFolder: process.cwd() },
  };
  if (hasPerson) {
    const parameters = runbook.parameters.map(({ name }) => name);
    const terminal = await openTerminal(run, { where, handlers, parameters });
    const { host, prompt, onOutput, signal } = terminal;
    return { prompt, host, prepared: { ...base, onOutput }, signal, terminal, close: () => prompt.close() };
  }
  return { ...openScript(json ?? false, where), ...{ prepared: { ...base, onOutput: outputOf(json) } } };
}

function openScript(json: boolean, where: ResolvedEnvironment): Omit<Opened, 'prepared'> {
  const { host } = openLiveView({ json: true }, async () => where);
  const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });
  const prompt = new ScriptPrompt({ lines, json });
  const close = (): void => {
    lines.close();
    process.stdin.destroy();
  };
  return { prompt, host, signal: interruptSignal(), terminal: null, close };
}

/** The last line of a session as JSON. */
function endOf({ runId, environment, state, exitCode, note }: RunReport) {
  return { runId, environment, state, exitCode, note };
}

function outputOf(json: boolean | undefined): PreparedRun['onOutput'] {
  if (json) return () => undefined;
  return ({ stream, text }) => void process[stream].write(text);
}
