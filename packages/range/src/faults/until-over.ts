import type { Clock } from '@steadyhand/contracts';

/** Resolves after so many seconds, or when the signal aborts; only then, when none are given. */
export function untilOver(wall: Clock, seconds: number | undefined, signal: AbortSignal): Promise<void> {
  if (seconds !== undefined) return wall.sleep(seconds * 1000, signal).catch(() => {});
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
