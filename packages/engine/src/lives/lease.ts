import { type Clock, SteadyError } from '@steadyhand/contracts';
import type { Hold } from '../store/hold.ts';
import type { Store } from '../store/store.ts';

/** A dead worker's runs are free after this; with the workers' poll it is well under ten seconds. */
export const LEASE_MS = 6000;
/** A lease outlives two signs of life that get lost. */
const BEATS_PER_LEASE = 3;

export interface Lease {
  /** Aborts when the run is no longer held: another has it, or the database cannot be reached. */
  readonly signal: AbortSignal;
  lost(): boolean;
  end(): Promise<void>;
}

/** Says every few seconds that the run is still held. `wall` keeps the time. */
export function keepLease(store: Store, hold: Hold, { wall, leaseMs }: { wall: Clock; leaseMs: number }): Lease {
  const losing = new AbortController();
  const ending = new AbortController();
  const beat = async (): Promise<void> => {
    for (;;) {
      await wall.sleep(leaseMs / BEATS_PER_LEASE, ending.signal).catch(() => undefined);
      if (ending.signal.aborted) return;
      if (!(await store.heartbeat(hold, leaseMs))) return losing.abort(fenced(hold));
    }
  };
  const beating = beat().catch((error: unknown) => losing.abort(error));
  return {
    signal: losing.signal,
    lost: () => losing.signal.aborted,
    async end() {
      ending.abort();
      await beating;
    },
  };
}

function fenced({ runId, epoch }: Hold): SteadyError {
  return new SteadyError('RUN_FENCED', { id: runId, epoch: String(epoch) });
}
