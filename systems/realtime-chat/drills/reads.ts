/** Clients that read: the list of conversations, again and again. */
import type { TrafficOptions } from '@steadyhand/contracts';

export async function traffic({ baseUrl, count, concurrency, signal }: TrafficOptions): Promise<void> {
  let left = count;
  const read = async () => {
    while (left-- > 0 && !signal.aborted) {
      // An error is what the drill is about.
      await fetch(new URL('/api/conversations', baseUrl), { signal }).then(
        (response) => response.arrayBuffer(),
        () => undefined,
      );
    }
  };
  await Promise.all(Array.from({ length: concurrency }, read));
}
