import type { TimeConfig } from './protocol.ts';

/** The range's time at a time of the machine's, both in milliseconds since the epoch. */
export function rangeTime({ wallMs, rangeMs, speed }: TimeConfig, wallNow: number): number {
  return Math.round(rangeMs + (wallNow - wallMs) * speed);
}
