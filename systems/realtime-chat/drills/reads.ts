/** Clients that read the list of conversations, each twice a second on the range's clock. */
import type { TrafficOptions } from '@steadyhand/contracts';

const PAUSE_MS = 500;

export async function traffic({ baseUrl, clock, count, concurrency, signal }: TrafficOptions): Promise<void> {
  let left = count;
  const read = async () => {
    while (left-- > 0 && !signal.aborted) {
      // An error is what the drill is about.
      await fetch(new URL('/api/conversations', baseUrl), { signal }).then(
        (response) => response.arrayBuffer(),
        () => undefined,
      );
      await clock.sleep(PAUSE_MS, signal).catch(() => undefined);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, read));
}
