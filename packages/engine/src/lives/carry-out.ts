/**
 * One life of a run on a worker.
 *
 * L1 A worker writes to a run only while it holds it; what holds nothing any more gives nothing back.
 * L2 A run that waits, sleeps or is paused is a row: no process, no session, no memory. Its locks stay.
 * L3 A run whose database failed is not given back: its lease ends, and whoever has the database then goes on.
 * L4 A run that cannot be prepared here (its environment is not there, a file of it is wrong) waits and is tried again;
 *    one that a person took up by name is as it was before.
 * L5 A run that ends every process which takes it is given up by workers; a person may still take it up.
 */
import {
  type Clock,
  type Host,
  type Journal,
  type RunEvent,
  SteadyError,
  type System,
  type Target,
} from '@steadyhand/contracts';
import { runProcedure } from '../run.ts';
import type { RunOptions } from '../run-options.ts';
import { type RunReport, reportRun } from '../run-report.ts';
import { withSecretBindings } from '../secret-values.ts';
import type { Release } from '../store/claims.ts';
import type { Hold } from '../store/hold.ts';
import { RunSettingsSchema } from '../store/record.ts';
import type { Run } from '../store/run-rows.ts';
import type { Store } from '../store/store.ts';
import { keepLease, LEASE_MS } from './lease.ts';

/**
 * What a run needs besides its record; made anew by every worker, with its own credentials. `system` is what the worker's
 * own files say of it, null where it has none.
 */
export type PreparedRun = Pick<
  RunOptions,
  'runbook' | 'source' | 'procedure' | 'system' | 'target' | 'clock' | 'handlers' | 'env' | 'workingFolder' | 'onOutput'
>;

export interface LifeOptions {
  store: Store;
  runKey(runId: string): Promise<Uint8Array>;
  /** Name of this worker, of which there is no other. */
  worker: string;
  environments: readonly string[];
  prepare(run: Run): Promise<PreparedRun>;
  host: Host;
  /** Sleeps longer than this leave the process; none when left out. */
  parkSleepsMs?: number;
  /** For how long a run stays this worker's without a sign of life; `LEASE_MS` when left out. */
  leaseMs?: number;
  /** Values of parameters that are not kept with the run; a later life asks for them. */
  secrets?: Readonly<Record<string, string>>;
  /** Carries the run out; as a procedure when left out. */
  conduct?(options: RunOptions): Promise<RunReport>;
  /** Ends the life at once; a change under way becomes unknown. */
  signal: AbortSignal;
  /** Ends the life before its next command: another worker goes on. Never, when left out. */
  yielding?: AbortSignal;
}

/** Takes the run named and carries it on. Rejects with `RUN_NOT_RESUMABLE` while another holds it or when it has ended. */
export async function carryOut(options: LifeOptions, runId: string): Promise<RunReport> {
  const { store, worker, environments, leaseMs = LEASE_MS } = options;
  const before = await store.run(runId);
  const claimed = await store.claim(runId, { worker, environments, leaseMs });
  if (claimed) return live(options, claimed.run, before);
  const { status, worker: holder } = await store.run(runId);
  const reason = status === 'running' ? `${holder} is at it` : `it is ${status}`;
  throw new SteadyError('RUN_NOT_RESUMABLE', { id: runId, reason });
}

/** Carries on a run that this worker has just claimed; `before` is the row of one that was named. */
export async function live(options: LifeOptions, run: Run, before?: Run): Promise<RunReport> {
  const { store, host, leaseMs = LEASE_MS } = options;
  const hold: Hold = { runId: run.id, epoch: run.epoch };
  const lease = keepLease(store, hold, { wall: host.clock, leaseMs });
  let release: Release | null = { status: 'failed' };
  try {
    const prepared = await options.prepare(run).catch((error: unknown) => {
      release = asBefore(before) ?? later(host.clock.now(), error);
      throw error;
    });
    const signal = AbortSignal.any([options.signal, lease.signal]);
    const report = await carry(options, { run, hold, prepared, signal }).catch((error: unknown) => {
      if (isOfDatabase(error)) release = null;
      if (isMismatch(error))
        release = before ? (asBefore(before) ?? { status: 'refused' }) : later(host.clock.now(), error);
      throw error;
    });
    release = releaseOf(report, options.yielding?.aborted ?? false);
    return report;
  } finally {
    await lease.end();
    if (release !== null && !lease.lost()) await store.release(hold, release);
  }
}

const TRY_AGAIN_MS = 30_000;
const LIVES_IN_VAIN_MAX = 5;

function later(now: number, error: unknown): Release {
  return { status: 'waiting', waitingFor: { problem: messageOf(error) }, wakeAt: now + TRY_AGAIN_MS };
}

/** Null for a run that nobody had begun. */
function asBefore(before: Run | undefined): Release | null {
  if (!before || before.epoch === 0) return null;
  const { status, waitingFor, wakeAt } = before;
  if (status === 'running') return { status: 'ready' };
  return { status, ...(waitingFor ? { waitingFor } : {}), ...(wakeAt === null ? {} : { wakeAt }) };
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof SteadyError && error.code === 'DATABASE_FAILED';
}

/** A worker with the wrong credentials says nothing of the run. */
function isMismatch(error: unknown): boolean {
  return error instanceof SteadyError && (error.code === 'ENVIRONMENT_MISMATCH' || error.code === 'ROLE_NOT_ASSUMED');
}

interface Carried {
  run: Run;
  hold: Hold;
  prepared: PreparedRun;
  signal: AbortSignal;
}

async function carry(options: LifeOptions, { run, hold, prepared, signal }: Carried): Promise<RunReport> {
  const { store, host, worker, parkSleepsMs } = options;
  const settings = run.settings === null ? null : RunSettingsSchema.parse(run.settings);
  const { target } = prepared;
  const earlier = await store.events(run.id);
  const journal = await store.journal(hold, host.notify);
  const isWorker = options.yielding !== undefined;
  if (isWorker && livesInVain(earlier) >= LIVES_IN_VAIN_MAX) return giveUp(journal, run.id, prepared.clock);
  const { conduct = runProcedure } = options;
  const report = await conduct({
    ...prepared,
    runId: run.id,
    earlier,
    runKey: await options.runKey(run.id),
    system: underOwnAuthority(settings?.system ?? null, prepared.system),
    params: { ...run.params, ...options.secrets },
    mode: run.mode,
    readOnly: settings?.readOnly ?? false,
    requester: settings?.requester ?? { name: run.requestedBy, source: 'login' },
    phases: settings?.phases ?? null,
    grants: { effects: settings?.grants ?? [], by: '--yes' },
    host,
    journal,
    signal,
    shared: {
      worker,
      epoch: hold.epoch,
      messages: () => store.messages(run.id),
      send: (message) => store.send(message),
      takeLocks: (resources) => store.takeLocks(hold, scopeOf(target), resources),
      releaseLocks: () => store.releaseLocks(hold),
      changesSince: (since) => store.changesSince(target.environment, since),
      yielding: options.yielding ?? new AbortController().signal,
      ...(parkSleepsMs === undefined ? {} : { parkSleepsMs }),
    },
  });
  await journal.flush();
  return report;
}

/** How many of the last lives wrote nothing but that they had begun. */
function livesInVain(events: readonly RunEvent[]): number {
  return events.length - 1 - events.findLastIndex(({ type }) => type !== 'taken-over');
}

/** Every range has the same account; what it is at is its own. */
function scopeOf({ account, region, endpoint }: Target): string {
  return endpoint === undefined ? `${account}/${region}` : `${account}/${region} at ${endpoint}`;
}

async function giveUp(journal: Journal, runId: string, clock: Clock): Promise<RunReport> {
  const note = `given up: ${LIVES_IN_VAIN_MAX} workers in turn ended while they went through it`;
  await journal.append({ type: 'run-finished', runId, at: clock.now(), state: 'failed', exitCode: 1, note });
  return reportRun(await journal.events());
}

/**
 * Values stay as they were when the run started; who may do what, and how much is asked, is for the worker's own files to
 * say, not for whoever can write to the database. So are secrets, which are not kept with the run.
 */
function underOwnAuthority(pinned: System | null, own: System | null): System | null {
  if (!pinned || !own) return pinned ?? own;
  const environments = Object.entries(own.environments).map(([name, environment]) => {
    const { parameters, outputs } = pinned.environments[name] ?? environment;
    return [name, { ...environment, parameters, outputs }] as const;
  });
  const kept: System = { ...pinned, people: own.people, environments: Object.fromEntries(environments) };
  return withSecretBindings(kept, own);
}

function releaseOf(report: RunReport, isYielding: boolean): Release {
  if (report.state === 'interrupted' && isYielding) return { status: 'ready' };
  if (report.state === 'unfinished') return { status: 'unknown' };
  if (report.state !== 'waiting') return { status: report.state };
  const { waitingFor, wakeAt } = report;
  return { status: 'waiting', ...(waitingFor ? { waitingFor } : {}), ...(wakeAt === null ? {} : { wakeAt }) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
