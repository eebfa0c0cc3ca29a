import type { RunEvent } from './events.ts';

/** Where a run's events go. `append` resolves when the event is kept; order is the order of the calls. */
export interface Journal {
  append(event: RunEvent): Promise<void>;
  events(): Promise<readonly RunEvent[]>;
}
