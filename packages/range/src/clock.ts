import type { Clock } from '@steadyhand/contracts';

/** The range's one clock: starts at the wall's time and runs `speed` times as fast. */
export function rangeClock(wall: Clock, speed: number): Clock {
  const start = wall.now();
  return {
    now: () => Math.round(start + (wall.now() - start) * speed),
    sleep: (ms, signal) => wall.sleep(ms / speed, signal),
  };
}
