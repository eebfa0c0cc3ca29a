export const FINAL_STATUSES = ['done', 'failed', 'refused', 'unknown', 'interrupted', 'cancelled'] as const;

/**
 * `ready`: any worker may take it. `running`: a worker holds it, as long as its lease. `waiting`: for `waitingFor`, or
 * until `wakeAt`. `paused`: until a person says otherwise. The others are ends.
 */
export const RUN_STATUSES = ['ready', 'running', 'waiting', 'paused', ...FINAL_STATUSES] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
