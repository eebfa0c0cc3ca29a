import { randomUUID } from 'node:crypto';
import type { Clock } from '@steadyhand/contracts';

export interface ServiceEvent {
  id: string;
  /** On the range's clock. */
  createdAt: number;
  message: string;
}

const EVENTS_KEPT = 100;

/** What a service says of itself, the newest first, in ECS' words. */
export class ServiceEvents {
  readonly all: ServiceEvent[] = [];
  readonly #name: string;
  readonly #clock: Clock;

  constructor(name: string, clock: Clock) {
    this.#name = name;
    this.#clock = clock;
  }

  say(message: string): void {
    const createdAt = this.#clock.now();
    this.all.unshift({ id: randomUUID(), createdAt, message: `(service ${this.#name}) ${message}` });
    this.all.length = Math.min(this.all.length, EVENTS_KEPT);
  }
}
