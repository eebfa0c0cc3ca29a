import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@steadyhand/contracts';

export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await sleep(ms, undefined, signal ? { signal } : {});
  },
};
