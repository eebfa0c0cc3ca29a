import type { WorkerRow } from '@steadyhand/engine';

/** A worker that takes the runs of an environment; undefined where none is there. */
export function workerOf(environment: string, workers: readonly WorkerRow[]): WorkerRow | undefined {
  return workers.find(({ environments }) => environments.includes(environment));
}
