/**
 * A wave of real messages through the load balancer: each goes to a conversation whose other members are away, so that
 * it becomes one push job for each of them.
 */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';

export interface TrafficOptions {
  /** Of the load balancer: `http://127.9.0.3:80`. */
  baseUrl: string;
  /** Messages to send; each becomes `MEMBERS_AWAY` push jobs. */
  count: number;
  /** Requests under way at once. */
  concurrency: number;
  signal: AbortSignal;
}

export interface TrafficResult {
  accepted: number;
  /** Posts that no attempt got accepted. */
  failed: number;
}

export const MEMBERS_AWAY = 12;
/** Several, because the messages of one conversation are numbered one after another. */
const CONVERSATIONS = 4;
const ATTEMPTS = 5;

/** Resolves when every message was accepted or given up; rejects when the conversations cannot be set up. */
export async function traffic({ baseUrl, count, concurrency, signal }: TrafficOptions): Promise<TrafficResult> {
  const call = caller(baseUrl, signal);
  const conversations = await Promise.all(
    Array.from({ length: CONVERSATIONS }, (_, index) => addConversation(call, `launch day ${index + 1}`)),
  );
  const result: TrafficResult = { accepted: 0, failed: 0 };
  let next = 0;
  const sendAll = async () => {
    while (next < count && !signal.aborted) {
      const number = next++;
      const conversation = conversations[number % CONVERSATIONS];
      if (conversation && (await send(call, conversation, `Message ${number + 1} of the wave`))) result.accepted += 1;
      else result.failed += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, sendAll));
  return result;
}

type Call = (path: string, body: unknown) => Promise<unknown>;
interface Conversation {
  id: string;
  sender: string;
}

function caller(baseUrl: string, signal: AbortSignal): Call {
  return async (path, body) => {
    const response = await fetch(new URL(path, baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${text.slice(0, 200)}`);
    return JSON.parse(text);
  };
}

async function addConversation(call: Call, title: string): Promise<Conversation> {
  const group = randomUUID().slice(0, 8);
  const sender = `sender-${group}`;
  const members = [sender, ...Array.from({ length: MEMBERS_AWAY }, (_, index) => `away-${group}-${index + 1}`)];
  await Promise.all(members.map((name) => call('/api/users', { name })));
  const { id } = z.object({ id: z.string() }).parse(await call('/api/conversations', { title, members }));
  return { id, sender };
}

/** Repeats a post under the same id, as a client does; resolves to whether it was accepted. */
async function send(call: Call, { id, sender }: Conversation, body: string): Promise<boolean> {
  const message = { id: randomUUID(), sender, body };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      await call(`/api/conversations/${id}/messages`, message);
      return true;
    } catch {
      // The next attempt, or none.
    }
  }
  return false;
}
