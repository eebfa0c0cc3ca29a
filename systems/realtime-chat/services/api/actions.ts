/** What callers can do, whichever interface they come by. Each throws a `Problem` for what the caller did wrong. */
import type { Pool } from 'pg';
import { type Message, publishEvent } from '../common/events.ts';
import { onlineAmong } from '../common/presence.ts';
import type { ApiDeps } from './app.ts';
import { deliver } from './deliver.ts';
import { Problem } from './problem.ts';
import {
  addConversation,
  addMember,
  type Conversation,
  findConversation,
  listMembers,
  type Member,
} from './store/conversations.ts';
import { addMessage, findMessage, type NewMessage } from './store/messages.ts';
import { unknownUsers } from './store/users.ts';

export interface Created<T> {
  value: T;
  /** False where it was there already: a repeated call. */
  isNew: boolean;
}

export async function requireConversation(pool: Pool, id: string): Promise<Conversation> {
  const conversation = await findConversation(pool, id);
  if (!conversation) throw new Problem(404, 'conversation_not_found', `There is no conversation ${id}.`);
  return conversation;
}

export async function startConversation(
  deps: ApiDeps,
  { title, members }: { title: string; members: readonly string[] },
): Promise<Conversation> {
  const users = [...new Set(members)];
  await refuseUnknown(deps.pool, users);
  const id = await addConversation(deps.pool, title, users);
  await announce(deps, id, users);
  return { id, title, lastSeq: 0, members: users.length };
}

export async function joinConversation(
  deps: ApiDeps,
  { id, user }: { id: string; user: string },
): Promise<Created<{ conversationId: string; user: string }>> {
  await requireConversation(deps.pool, id);
  await refuseUnknown(deps.pool, [user]);
  const isNew = await addMember(deps.pool, id, user);
  // Announced again when repeated: the first post may have died between storing and telling.
  await announce(deps, id, [user]);
  return { value: { conversationId: id, user }, isNew };
}

export async function membersOf({ pool, redis }: ApiDeps, id: string): Promise<(Member & { online: boolean })[]> {
  await requireConversation(pool, id);
  const members = await listMembers(pool, id);
  const online = await onlineAmong(
    redis,
    members.map(({ user }) => user),
  );
  return members.map((member) => ({ ...member, online: online.has(member.user) }));
}

export async function postMessage(deps: ApiDeps, post: NewMessage): Promise<Created<Message>> {
  const { pool } = deps;
  await requireConversation(pool, post.conversationId);
  const stored = await addMessage(pool, post);
  const message = stored ?? (await earlierPost(pool, post));
  const members = await listMembers(pool, post.conversationId);
  const recipients = members.map(({ user }) => user).filter((user) => user !== message.sender);
  await deliver(deps, message, recipients);
  return { value: message, isNew: stored !== null };
}

/** The message that this post repeats; a `Problem` when it repeats none. */
async function earlierPost(pool: Pool, post: NewMessage): Promise<Message> {
  const earlier = await findMessage(pool, post.conversationId, post.id);
  if (!earlier) throw new Problem(403, 'not_a_member', `${post.sender} is not a member of this conversation.`);
  if (earlier.sender !== post.sender || earlier.body !== post.body) {
    throw new Problem(409, 'id_taken', `Another message of this conversation has the id ${post.id}.`);
  }
  return earlier;
}

async function announce({ redis }: ApiDeps, conversationId: string, users: readonly string[]): Promise<void> {
  await Promise.all(users.map((user) => publishEvent(redis, { type: 'member-added', conversationId, user })));
}

async function refuseUnknown(pool: Pool, users: readonly string[]): Promise<void> {
  const unknown = await unknownUsers(pool, users);
  if (unknown.length > 0) throw new Problem(422, 'user_not_found', `Not users: ${unknown.join(', ')}.`);
}
