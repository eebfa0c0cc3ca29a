/** Which moment on a database server's own clock a moment of the range is. */
import type { Clock } from '@steadyhand/contracts';
import type { Query } from './backup.ts';

export interface ServerClockOptions {
  /** The range's. */
  clock: Clock;
  wall: Clock;
  speed: number;
  /** libfaketime, with which servers follow the range's clock; null where they follow the machine's. */
  library: string | null;
}

/** The clocks of the servers that a database had one after the other. */
export interface ServerClock {
  /** For a server that is started now. */
  env(): Record<string, string>;
  /** Compares the clock of a server that has just started with the range's. */
  compare(query: Query): Promise<void>;
  /** As Postgres writes it, in UTC. */
  timestampOf(rangeMs: number): string;
}

const TRIES = 5;

export function serverClock({ clock, wall, speed, library }: ServerClockOptions): ServerClock {
  const follows = library !== null && speed !== 1;
  const serverMsPerRangeMs = follows ? 1 : 1 / speed;
  const pairs: { range: number; server: number }[] = [];
  return {
    env() {
      if (!follows) return {};
      // Relative to the moment at which the program starts, with its rate from then on (man 1 faketime).
      const ahead = (clock.now() - wall.now()) / 1000;
      const offset = `${ahead < 0 ? '-' : '+'}${Math.abs(ahead).toFixed(3)}`;
      return { LD_PRELOAD: library, FAKETIME: `${offset} x${speed}`, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    },
    async compare(query) {
      let best: { took: number; range: number; server: number } | null = null;
      for (let i = 0; i < TRIES; i++) {
        const before = clock.now();
        const [row] = await query('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS now');
        const took = clock.now() - before;
        if (!best || took < best.took) best = { took, range: before + took / 2, server: Number(row?.now) };
      }
      if (best) pairs.push(best);
    },
    timestampOf(rangeMs) {
      // A moment belongs to the last server that had started by then.
      const pair = pairs.findLast(({ range }) => range <= rangeMs) ?? pairs[0] ?? { range: rangeMs, server: rangeMs };
      const server = pair.server + (rangeMs - pair.range) * serverMsPerRangeMs;
      return new Date(server).toISOString().replace('T', ' ').replace('Z', '+00');
    },
  };
}
