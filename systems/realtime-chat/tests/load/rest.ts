/** The requests of a chat member, as the chat page sends them; what may be repeated throws something else than a `Refusal`. */
import { z } from 'zod';
import { type Message, MessageSchema } from '../../services/common/events.ts';
import { Refusal } from './repeated.ts';

export const INTERFACES = ['REST', 'GraphQL'] as const;
export type Interface = (typeof INTERFACES)[number];

export interface Post {
  id: string;
  conversationId: string;
  sender: string;
  body: string;
}

const REQUEST_LIMIT_MS = 10_000;

const HistorySchema = z.object({ messages: z.array(MessageSchema), lastSeq: z.number() });
export type History = z.infer<typeof HistorySchema>;

/** The messages right after a number, oldest first, and the number of the conversation's last one. */
export async function readHistory(baseUrl: string, conversationId: string, after: number): Promise<History> {
  const path = `/api/conversations/${conversationId}/messages?after=${after}&limit=200`;
  return HistorySchema.parse(await call(new URL(path, baseUrl)));
}

/** Posts once; resolves to the message as it is stored. */
export function postBy(by: Interface, baseUrl: string, post: Post): Promise<Message> {
  return by === 'REST' ? postByRest(baseUrl, post) : postByGraphql(baseUrl, post);
}

async function postByRest(baseUrl: string, { conversationId, ...message }: Post): Promise<Message> {
  return MessageSchema.parse(await call(new URL(`/api/conversations/${conversationId}/messages`, baseUrl), message));
}

const MUTATION = `mutation ($conversation: ID!, $id: ID!, $sender: String!, $body: String!) {
  postMessage(conversation: $conversation, id: $id, sender: $sender, body: $body) { id seq sender body sentAt }
}`;
const AnswerSchema = z.object({
  data: z.object({ postMessage: MessageSchema.omit({ conversationId: true }) }).nullish(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
});

async function postByGraphql(baseUrl: string, { conversationId, ...message }: Post): Promise<Message> {
  const variables = { conversation: conversationId, ...message };
  const answer = AnswerSchema.parse(await call(new URL('/api/graphql', baseUrl), { query: MUTATION, variables }));
  const [error] = answer.errors ?? [];
  if (error) throw error.extensions.code === 'unavailable' ? new Error(error.message) : new Refusal(error.message);
  const stored = answer.data?.postMessage;
  if (!stored) throw new Refusal('GraphQL answered with neither data nor errors');
  return { conversationId, ...stored };
}

async function call(url: URL, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const said = `${response.status} ${text.slice(0, 200)}`;
  if (response.status >= 500) throw new Error(said);
  if (!response.ok) throw new Refusal(said);
  return JSON.parse(text);
}
