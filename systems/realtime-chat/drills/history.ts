/** Messages that are there before an operation, posted as users post them, and how many can be read after it. */
import type { ModuleOptions, TrafficOptions } from '@steadyhand/contracts';
import { traffic as post } from './traffic.ts';

export async function traffic(options: TrafficOptions): Promise<void> {
  const { accepted } = await post(options);
  if (accepted < options.count) throw new Error(`only ${accepted} of ${options.count} messages were accepted`);
}

/** Messages of all conversations, as the API numbers them. */
export async function count({ baseUrl }: ModuleOptions): Promise<number> {
  const response = await fetch(new URL('/api/conversations?limit=100', baseUrl));
  const { conversations } = (await response.json()) as { conversations: { lastSeq: number }[] };
  return conversations.reduce((sum, { lastSeq }) => sum + lastSeq, 0);
}
