import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@steadyhand/contracts';

/** What a range takes from the machine it runs on, and nothing else of it. */
export interface Machine {
  /** The wall's time. */
  readonly clock: Clock;
  /** Where programs are looked for. */
  readonly path: string;
}

/** This process's machine. Its clock goes on evenly, also when the system's is set. */
export function thisMachine(): Machine {
  return {
    clock: {
      now: () => Math.round(performance.timeOrigin + performance.now()),
      sleep: async (ms, signal) => {
        await sleep(ms, undefined, signal ? { signal } : {});
      },
    },
    path: process.env.PATH ?? '/usr/bin:/bin',
  };
}
