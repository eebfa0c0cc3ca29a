/** The one source of time. A range has its own, which may run faster than the wall clock. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` of this clock's time; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** How many of its seconds pass in one of the wall's; 1 when left out. */
  readonly rate?: number;
}
