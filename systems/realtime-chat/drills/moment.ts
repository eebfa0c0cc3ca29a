/** A message before a moment and one after it; the moment is what a recovery goes back to. */
import { randomUUID } from 'node:crypto';
import type { TrafficOptions } from '@steadyhand/contracts';

/** Between a message and the moment, on the range's clock. */
const APART_MS = 10_000;

export async function traffic({ baseUrl, clock, signal }: TrafficOptions): Promise<{ values: Record<string, string> }> {
  const send = async (path: string, body: unknown): Promise<{ id: string }> => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(new URL(path, baseUrl), init);
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as { id: string };
  };
  await send('/api/users', { name: 'historian' });
  const { id } = await send('/api/conversations', { title: 'before and after', members: ['historian'] });
  const post = (body: string) =>
    send(`/api/conversations/${id}/messages`, { id: randomUUID(), sender: 'historian', body });
  await post('before the moment');
  await clock.sleep(APART_MS, signal);
  const moment = new Date(clock.now());
  await clock.sleep(APART_MS, signal);
  await post('after the moment');
  return { values: { RESTORE_TIME: `${moment.toISOString().slice(0, 19)}Z`, CONVERSATION: id } };
}
