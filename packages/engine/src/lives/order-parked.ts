import { type Clock, type Identity, SteadyError } from '@steadyhand/contracts';
import type { Run } from '../store/run-rows.ts';
import { FINAL_STATUSES, type RunStatus } from '../store/run-status.ts';
import type { Store } from '../store/store.ts';
import { LEASE_MS } from './lease.ts';

export interface ParkedOrder {
  order: 'pause' | 'cancel';
  by: Identity;
  reason: string;
  worker: string;
  wall: Clock;
}

/**
 * Pauses or cancels a run that nobody carries out now. False while somebody does: then a message is the way. Rejects with
 * `RUN_ENDED`, `RUN_NOT_FOUND`.
 */
export async function orderParked(store: Store, runId: string, options: ParkedOrder): Promise<boolean> {
  const { order, by, reason, worker, wall } = options;
  const run = await store.run(runId);
  if (isFinal(run.status)) throw new SteadyError('RUN_ENDED', { id: runId, status: run.status });
  const claimed = await store.claim(runId, { worker, environments: [run.environment], leaseMs: LEASE_MS });
  if (!claimed) return false;
  const hold = { runId, epoch: claimed.epoch };
  const journal = await store.journal(hold);
  const base = { runId, at: wall.now() };
  await journal.append({ type: 'run-ordered', ...base, order, by: by.name, reason });
  const state = order === 'pause' ? 'paused' : 'cancelled';
  const note = `${state} by ${by.name}${reason === '' ? '' : `: ${reason}`}`;
  await journal.append({ type: 'run-finished', ...base, state, exitCode: order === 'pause' ? 4 : 3, note });
  await store.release(hold, { status: state });
  return true;
}

function isFinal(status: Run['status']): boolean {
  return (FINAL_STATUSES as readonly RunStatus[]).includes(status);
}
