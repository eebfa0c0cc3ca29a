import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { publishEvent } from '../../common/events.ts';
import { onlineAmong } from '../../common/presence.ts';
import type { ApiDeps } from '../app.ts';
import { ConversationPath, ConversationQuery, NewConversation, NewMember, parse } from '../input.ts';
import { Problem } from '../problem.ts';
import {
  addConversation,
  addMember,
  type Conversation,
  findConversation,
  listConversations,
  listMembers,
} from '../store/conversations.ts';
import { unknownUsers } from '../store/users.ts';

export function conversationRoutes(app: FastifyInstance, { pool, redis }: ApiDeps): void {
  const announce = (conversationId: string, users: readonly string[]) =>
    Promise.all(users.map((user) => publishEvent(redis, { type: 'member-added', conversationId, user })));

  app.get('/api/conversations', async (request) => {
    const { limit, user } = parse(ConversationQuery, request.query);
    return { conversations: await listConversations(pool, limit, user) };
  });

  app.post('/api/conversations', async (request, reply) => {
    const { title, members } = parse(NewConversation, request.body);
    const users = [...new Set(members)];
    await refuseUnknown(pool, users);
    const id = await addConversation(pool, title, users);
    await announce(id, users);
    return reply.code(201).send({ id, title, lastSeq: 0, members: users.length });
  });

  app.get('/api/conversations/:id', async (request) => requireConversation(pool, request.params));

  app.get('/api/conversations/:id/members', async (request) => {
    const { id } = await requireConversation(pool, request.params);
    const members = await listMembers(pool, id);
    const online = await onlineAmong(
      redis,
      members.map((member) => member.user),
    );
    return { members: members.map((member) => ({ ...member, online: online.has(member.user) })) };
  });

  app.post('/api/conversations/:id/members', async (request, reply) => {
    const { user } = parse(NewMember, request.body);
    const { id } = await requireConversation(pool, request.params);
    await refuseUnknown(pool, [user]);
    const added = await addMember(pool, id, user);
    // Announced again when repeated: the first post may have died between storing and telling.
    await announce(id, [user]);
    return reply.code(added ? 201 : 200).send({ conversationId: id, user });
  });
}

export async function requireConversation(pool: Pool, params: unknown): Promise<Conversation> {
  const { id } = parse(ConversationPath, params);
  const conversation = await findConversation(pool, id);
  if (!conversation) throw new Problem(404, 'conversation_not_found', `There is no conversation ${id}.`);
  return conversation;
}

async function refuseUnknown(pool: Pool, users: readonly string[]): Promise<void> {
  const unknown = await unknownUsers(pool, users);
  if (unknown.length > 0) throw new Problem(422, 'user_not_found', `Not users: ${unknown.join(', ')}.`);
}
