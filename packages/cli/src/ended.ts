import { FINAL_STATUSES, type RunStatus } from '@steadyhand/engine';

/** Whether a run has ended: it takes no answers and no orders any more. */
export function isEnded(status: RunStatus): boolean {
  return FINAL_STATUSES.some((one) => one === status);
}
