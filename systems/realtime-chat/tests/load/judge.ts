/** Compares what was accepted with what is stored and with what every member has seen. */
import type { Message } from '../../services/common/events.ts';
import type { ChatMember } from './chat-member.ts';
import type { History, Interface, Post } from './rest.ts';

export interface Posted extends Post {
  by: Interface;
  /** Of the first attempt, in milliseconds. */
  at: number;
  /** Attempts that failed before one succeeded. */
  failures: number;
  answer: Message | Error;
}

/** What is asked of a member. */
export type Witness = Pick<ChatMember, 'user' | 'views' | 'isConnected' | 'failures'>;

export interface Evidence {
  members: readonly Witness[];
  posts: readonly Posted[];
  /** By conversation. */
  stored: ReadonlyMap<string, History>;
}

export interface Verdict {
  posted: number;
  postedByGraphql: number;
  acknowledged: number;
  /** Of the acknowledged: those that failed at first. */
  repeated: number;
  /** Acknowledged messages times the other members of their conversation. */
  toDeliver: number;
  delivered: number;
  deliveredBySocket: number;
  /** Events for a message that the same member had heard of before; it is shown once. */
  heardAgain: number;
  /** From the first attempt to post until another member has it, in milliseconds. */
  latency: { p50: number; p95: number; max: number };
  /** Each promise that was broken. */
  broken: string[];
}

export function judge({ members, posts, stored }: Evidence): Verdict {
  const accepted = posts.flatMap((post) => (post.answer instanceof Error ? [] : [{ ...post, answer: post.answer }]));
  const sentAt = new Map(posts.map(({ id, at }) => [id, at]));
  const deliveries = members.flatMap(({ user, views }) =>
    [...views.values()].flatMap(({ shown }) => shown.filter(({ message }) => message.sender !== user)),
  );
  const isAccepted = new Set(accepted.map(({ id }) => id));
  const delivered = deliveries.filter(({ message }) => isAccepted.has(message.id));
  const latencies = delivered
    .map(({ message, at }) => at - (sentAt.get(message.id) ?? Number.NaN))
    .sort((a, b) => a - b);
  const percentile = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? Number.NaN;
  const audience = (id: string) => members.filter(({ views }) => views.has(id)).length - 1;
  return {
    posted: posts.length,
    postedByGraphql: posts.filter(({ by }) => by === 'GraphQL').length,
    acknowledged: accepted.length,
    repeated: accepted.filter(({ failures }) => failures > 0).length,
    toDeliver: accepted.reduce((sum, { conversationId }) => sum + audience(conversationId), 0),
    delivered: delivered.length,
    deliveredBySocket: delivered.filter(({ by }) => by === 'socket').length,
    heardAgain: members.flatMap(({ views }) => [...views.values()]).reduce((sum, view) => sum + view.heardAgain, 0),
    latency: { p50: percentile(0.5), p95: percentile(0.95), max: percentile(1) },
    broken: [...brokenPosts(posts), ...brokenStore(posts, stored), ...brokenViews(members, stored)],
  };
}

function brokenPosts(posts: readonly Posted[]): string[] {
  return posts.flatMap(({ id, by, answer }) =>
    answer instanceof Error ? [`${id} was not accepted over ${by}: ${answer.message}`] : [],
  );
}

/** What was accepted is stored once, as it was said to be; numbers have no gaps; nothing else is there. */
function brokenStore(posts: readonly Posted[], stored: Evidence['stored']): string[] {
  const broken: string[] = [];
  for (const [conversation, { messages, lastSeq }] of stored) {
    const gap = messages.findIndex(({ seq }, index) => seq !== index + 1);
    if (gap !== -1 || lastSeq !== messages.length)
      broken.push(`${conversation}: ${messages.length} messages stored, the last is ${lastSeq}, gap at ${gap + 1}`);
    const own = posts.filter(({ conversationId }) => conversationId === conversation);
    const known = new Set(own.map(({ id }) => id));
    for (const { id } of messages) if (!known.has(id)) broken.push(`${id} is stored and nobody posted it`);
    for (const { id, body, sender, answer } of own) {
      const copies = messages.filter((message) => message.id === id);
      const [copy] = copies;
      if (copies.length > 1) broken.push(`${id} is stored ${copies.length} times`);
      if (answer instanceof Error) continue;
      if (!copy) broken.push(`${id} was accepted as ${answer.seq} and is not stored`);
      else if (copy.seq !== answer.seq || copy.body !== body || copy.sender !== sender)
        broken.push(`${id} was accepted as ${answer.seq} and is stored otherwise, as ${copy.seq}`);
    }
  }
  return broken;
}

/** Every member has seen all that is stored, once and in order. */
function brokenViews(members: readonly Witness[], stored: Evidence['stored']): string[] {
  const broken: string[] = [];
  for (const { user, views, isConnected, failures } of members) {
    broken.push(...failures);
    if (!isConnected) broken.push(`${user} did not come back`);
    if (views.size === 0) broken.push(`${user} is in no conversation`);
    for (const [id, { shown, contradictions }] of views) {
      broken.push(...contradictions.map((what) => `${user} was told in ${id} that ${what}`));
      const seen = shown.map(({ message }) => message.id);
      const all = stored.get(id)?.messages.map((message) => message.id) ?? [];
      const missing = all.filter((each) => !seen.includes(each));
      const more = seen.length - new Set(seen).size;
      if (missing.length > 0)
        broken.push(`${user} lacks ${missing.length} of ${id}: ${missing.slice(0, 3).join(', ')}`);
      else if (more > 0) broken.push(`${user} was shown ${more} messages of ${id} again`);
      else if (seen.join() !== all.join()) broken.push(`${user} sees ${id} in another order than it is stored`);
    }
  }
  return broken;
}
