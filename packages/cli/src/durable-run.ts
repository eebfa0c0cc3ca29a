import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { type Host, SteadyError } from '@steadyhand/contracts';
import { type Hold, type RunOptions, type RunReport, runProcedure } from '@steadyhand/engine';
import type { OpenRecord } from './record.ts';
import { wallClock } from './wall-clock.ts';

const LEASE_MS = 10_000;
const HEARTBEAT_MS = 3000;

export type OwnRunOptions = Omit<RunOptions, 'runId' | 'earlier' | 'runKey' | 'journal' | 'host' | 'signal'> & {
  host: Host;
  signal: AbortSignal;
};

/**
 * Takes a run, goes on where its record ends, and gives it back. Rejects with `RUN_NOT_RESUMABLE` while another process
 * holds it.
 */
export async function carryOut(record: OpenRecord, runId: string, options: OwnRunOptions): Promise<RunReport> {
  const { store } = record;
  const worker = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`;
  const claimed = await store.claim(runId, { worker, environments: [options.target.environment], leaseMs: LEASE_MS });
  if (!claimed) throw new SteadyError('RUN_NOT_RESUMABLE', { id: runId, reason: await whyNot(record, runId) });
  const hold: Hold = { runId, epoch: claimed.epoch };
  const heart = keepLease(record, hold, options.signal);
  let status: 'failed' | RunReport['state'] = 'failed';
  try {
    const earlier = await store.events(runId);
    const journal = await store.journal(hold, options.host.notify);
    const report = await runProcedure({
      ...options,
      runId,
      earlier,
      runKey: await record.runKey(runId),
      journal,
      signal: heart.signal,
    });
    await journal.flush();
    status = report.state;
    return report;
  } finally {
    await heart.stop();
    if (!heart.lost()) await store.release(hold, { status: status === 'unfinished' ? 'unknown' : status });
  }
}

async function whyNot({ store }: OpenRecord, runId: string): Promise<string> {
  const { status, worker } = await store.run(runId);
  return status === 'running' ? `${worker} is at it` : `it is ${status}`;
}

/** Says every few seconds that the run is still held; aborts it when it no longer is. */
function keepLease({ store }: OpenRecord, hold: Hold, outer: AbortSignal) {
  const losing = new AbortController();
  const ending = new AbortController();
  const beat = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await wallClock.sleep(HEARTBEAT_MS, ending.signal).catch(() => undefined);
      if (ending.signal.aborted) return;
      if (!(await store.heartbeat(hold, LEASE_MS))) losing.abort(new SteadyError('RUN_FENCED', heldBy(hold)));
    }
  };
  const beating = beat().catch((error: unknown) => losing.abort(error));
  return {
    signal: AbortSignal.any([outer, losing.signal]),
    lost: () => losing.signal.aborted,
    async stop() {
      ending.abort();
      await beating;
    },
  };
}

function heldBy({ runId, epoch }: Hold): Record<string, string> {
  return { id: runId, epoch: String(epoch) };
}
