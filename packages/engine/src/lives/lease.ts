import { type Clock, SteadyError } from '@steadyhand/contracts';
import type { Hold } from '../store/hold.ts';
import type { Store } from '../store/store.ts';

/** A dead worker's runs are free after this; with the workers' poll it is well under ten seconds. */
export const LEASE_MS = 6000;
/** A lease outlives two signs of life that get lost. */
const BEATS_PER_LEASE = 3;

export interface Lease {
  /** Aborts when the run is no longer held: another has it, or the database was not reached for as long as the lease. */
  readonly signal: AbortSignal;
  lost(): boolean;
  end(): Promise<void>;
}

/**
 * Says every few seconds that the run is still held. `wall` keeps the time: only how long it sleeps counts, so that a
 * clock which is set ends nothing. A database that does not answer is given no longer than the lease: another may have
 * the run then.
 */
export function keepLease(store: Store, hold: Hold, { wall, leaseMs }: { wall: Clock; leaseMs: number }): Lease {
  const losing = new AbortController();
  const ending = new AbortController();
  const over = AbortSignal.any([losing.signal, ending.signal]);
  /** The last beat that the database has; the claim was the first. */
  let kept = 0;
  let failure: unknown = null;
  const sayAlive = async (beat: number): Promise<void> => {
    if (await store.heartbeat(hold, leaseMs)) kept = Math.max(kept, beat);
    else losing.abort(fenced(hold));
  };
  const keep = async (): Promise<void> => {
    for (let beat = 1; ; beat++) {
      await wall.sleep(leaseMs / BEATS_PER_LEASE, over).catch(() => undefined);
      if (over.aborted) return;
      if (beat - kept >= BEATS_PER_LEASE) return losing.abort(failure ?? silence());
      sayAlive(beat).catch((error: unknown) => {
        failure = error;
      });
    }
  };
  const keeping = keep();
  return {
    signal: losing.signal,
    lost: () => losing.signal.aborted,
    async end() {
      ending.abort();
      await keeping;
    },
  };
}

function silence(): SteadyError {
  return new SteadyError('DATABASE_FAILED', { reason: 'it does not answer' });
}

function fenced({ runId, epoch }: Hold): SteadyError {
  return new SteadyError('RUN_FENCED', { id: runId, epoch: String(epoch) });
}
