/** A worker: carries on whatever run of its environments is free, until it is told to end. */
import { SteadyError } from '@steadyhand/contracts';
import type { Run } from '../store/run-rows.ts';
import { type LifeOptions, live } from './carry-out.ts';
import { LEASE_MS } from './lease.ts';

export interface WorkerOptions extends Omit<LifeOptions, 'yielding'> {
  /** Runs at the same time. */
  jobs: number;
  /** Where it runs, for those who look for it. */
  machine: { host: string; pid: number };
  /** Ends the worker: its runs stop before their next command and are ready for others. */
  yielding: AbortSignal;
  onLife(life: WorkerEvent): void;
}

export type WorkerEvent =
  | { kind: 'claimed'; run: Run }
  | { kind: 'ended'; run: Run; state: string; note: string }
  | { kind: 'failed'; run: Run; error: unknown }
  | { kind: 'database'; reachable: boolean; error?: unknown };

const POLL_MS = 1000;
const BEAT_EVERY_MS = 5000;
/** Between two attempts to reach the database. */
const BACKOFF_MS = 2000;

/** Resolves when it was told to end and all its runs are given back. */
export async function runWorker(options: WorkerOptions): Promise<void> {
  await new Worker(options).work();
}

class Worker {
  private readonly options: WorkerOptions;
  private readonly lives = new Set<Promise<void>>();
  private beatenAt = Number.NEGATIVE_INFINITY;
  private reachable = true;

  constructor(options: WorkerOptions) {
    this.options = options;
  }

  async work(): Promise<void> {
    const { yielding, host } = this.options;
    while (!yielding.aborted) {
      const pause = await this.turn().catch((error: unknown) => this.withoutDatabase(error));
      await host.clock.sleep(pause, yielding).catch(() => undefined);
    }
    await Promise.all(this.lives);
    await this.options.store.removeWorker(this.options.worker).catch((error: unknown) => this.withoutDatabase(error));
  }

  /** Gives the milliseconds until the next turn. */
  private async turn(): Promise<number> {
    await this.beat();
    if (!this.reachable) this.options.onLife({ kind: 'database', reachable: true });
    this.reachable = true;
    if (this.lives.size >= this.options.jobs) return POLL_MS;
    const { store, worker, environments, leaseMs = LEASE_MS } = this.options;
    const claimed = await store.claim(null, { worker, environments, leaseMs });
    if (!claimed) return POLL_MS;
    const life = this.live(claimed.run);
    this.lives.add(life);
    void life.then(() => this.lives.delete(life));
    return 0;
  }

  /** Never rejects: what becomes of one run is no matter of the others. */
  private async live(run: Run): Promise<void> {
    const { onLife } = this.options;
    onLife({ kind: 'claimed', run });
    try {
      const { state, note } = await live(this.options, run);
      onLife({ kind: 'ended', run, state, note });
    } catch (error) {
      onLife({ kind: 'failed', run, error });
    }
  }

  private async beat(): Promise<void> {
    const { store, host, worker, environments, machine } = this.options;
    // A clock that was set back must not keep it silent.
    if (Math.abs(host.clock.now() - this.beatenAt) < BEAT_EVERY_MS) return;
    await store.beatWorker({ id: worker, environments, ...machine });
    this.beatenAt = host.clock.now();
  }

  private withoutDatabase(error: unknown): number {
    if (!(error instanceof SteadyError) || error.code !== 'DATABASE_FAILED') throw error;
    if (this.reachable) this.options.onLife({ kind: 'database', reachable: false, error });
    this.reachable = false;
    return BACKOFF_MS;
  }
}
