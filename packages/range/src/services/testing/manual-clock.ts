import type { Clock } from '@steadyhand/contracts';

interface Sleeper {
  due: number;
  wake: () => void;
}

/** A clock for tests that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Wakes what is due on the way, in order, each at its own time, and lets it run before going on. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  sleeping(): number;
}

export function manualClock(start: string): ManualClock {
  let now = Date.parse(start);
  const sleepers = new Set<Sleeper>();

  const settle = async () => {
    for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  return {
    now: () => now,
    sleeping: () => sleepers.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const wake = () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const sleeper = { due: now + ms, wake };
        signal?.addEventListener('abort', onAbort, { once: true });
        sleepers.add(sleeper);
      }),
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = [...sleepers].filter((s) => s.due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        now = Math.max(now, next.due);
        next.wake();
        await settle();
      }
      now = end;
    },
  };
}
