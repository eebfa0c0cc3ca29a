import { hostname } from 'node:os';
import { runWorker, type WorkerEvent } from '@steadyhand/engine';
import { interruptSignal } from '../interrupt.ts';
import { workerName } from '../live-view.ts';
import { prepareRun } from '../prepare-run.ts';
import { formatTime } from '../render/duration.ts';
import { styleFor } from '../render/style.ts';
import { createTerminalHost } from '../terminal-host.ts';
import { wallClock } from '../wall-clock.ts';
import { withRecord } from '../with-record.ts';

export interface WorkerCommandOptions {
  env: string[];
  jobs: number;
  json?: boolean;
}

/** Sleeps from here on leave the process. */
const PARK_SLEEPS_MS = 30_000;

/** Carries out whatever run of its environments is free, until Ctrl-C; what runs then is given back before its next command. */
export async function workerCommand({ env, jobs, json }: WorkerCommandOptions): Promise<number> {
  const worker = workerName();
  const say = (fields: Record<string, string>, text: string): void => {
    const at = wallClock.now();
    process.stdout.write(json ? `${JSON.stringify({ at, ...fields })}\n` : `${formatTime(at)}  ${text}\n`);
  };
  await withRecord(async ({ store, runKey }) => {
    say(
      { event: 'started', worker, environments: env.join(',') },
      `worker ${worker} on ${env.join(', ')}; Ctrl-C ends it`,
    );
    await runWorker({
      store,
      runKey,
      worker,
      environments: env,
      jobs,
      machine: { host: hostname(), pid: process.pid },
      prepare: (run) => prepareRun(run, { onOutput: () => undefined }),
      host: createTerminalHost({ notify: () => undefined, person: null }),
      parkSleepsMs: PARK_SLEEPS_MS,
      yielding: interruptSignal(),
      signal: new AbortController().signal,
      onLife: (life) => say(fieldsOf(life), textOf(life)),
    });
    say({ event: 'ended', worker }, `worker ${worker} has ended`);
  });
  return 0;
}

function fieldsOf(life: WorkerEvent): Record<string, string> {
  switch (life.kind) {
    case 'claimed':
      return { event: 'claimed', ...runOf(life) };
    case 'ended':
      return { event: isParked(life.state) ? 'parked' : 'ended', ...runOf(life), state: life.state, note: life.note };
    case 'failed':
      return { event: 'failed', ...runOf(life), error: messageOf(life.error) };
    case 'database':
      return life.reachable ? { event: 'database-back' } : { event: 'database-gone', error: messageOf(life.error) };
  }
}

function textOf(life: WorkerEvent): string {
  const style = styleFor(process.stdout);
  switch (life.kind) {
    case 'claimed':
      return `${style.bold(life.run.id)} claimed   ${life.run.procedureId} in ${life.run.environment}`;
    case 'ended':
      return `${style.bold(life.run.id)} ${(isParked(life.state) ? 'parked' : life.state).padEnd(9)} ${life.note}`;
    case 'failed':
      return `${style.bold(life.run.id)} ${style.red('failed'.padEnd(9))} ${messageOf(life.error)}`;
    case 'database':
      return life.reachable
        ? 'the database is back'
        : style.red(`the database is gone, and is tried again until it is back: ${messageOf(life.error)}`);
  }
}

function runOf({ run }: Extract<WorkerEvent, { kind: 'claimed' | 'ended' | 'failed' }>): Record<string, string> {
  return { runId: run.id, procedure: run.procedureId, environment: run.environment };
}

function isParked(state: string): boolean {
  return state === 'waiting' || state === 'paused';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
