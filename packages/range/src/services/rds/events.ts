/** What happened to instances and snapshots, in RDS' words ("Amazon RDS event categories and event messages"). */
import type { Clock } from '@steadyhand/contracts';

export interface RdsEvent {
  sourceType: 'db-instance' | 'db-snapshot';
  source: string;
  arn: string;
  category: string;
  message: string;
  /** On the range's clock. */
  at: number;
}

/** Kept for fourteen days, as RDS does, and no more than this. */
const KEPT = 1000;

export class RdsEvents {
  readonly #clock: Clock;
  readonly #events: RdsEvent[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The first comes first. */
  all(): readonly RdsEvent[] {
    return this.#events;
  }

  add(event: Omit<RdsEvent, 'at'>): void {
    this.#events.push({ ...event, at: this.#clock.now() });
    if (this.#events.length > KEPT) this.#events.shift();
  }
}
