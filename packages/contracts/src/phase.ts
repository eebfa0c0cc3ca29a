/** What a step is for, in the order in which a runbook is gone through. */
export const PHASES = ['prepare', 'investigate', 'resolve', 'verify', 'rollback', 'escalate', 'other'] as const;

export type Phase = (typeof PHASES)[number];
