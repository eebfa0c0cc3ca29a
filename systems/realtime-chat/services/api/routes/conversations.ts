import type { FastifyInstance } from 'fastify';
import { joinConversation, membersOf, requireConversation, startConversation } from '../actions.ts';
import type { ApiDeps } from '../app.ts';
import { ConversationPath, ConversationQuery, NewConversation, NewMember, parse } from '../input.ts';
import { listConversations } from '../store/conversations.ts';

export function conversationRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/api/conversations', async (request) => {
    const { limit, user } = parse(ConversationQuery, request.query);
    return { conversations: await listConversations(deps.pool, limit, user) };
  });

  app.post('/api/conversations', async (request, reply) =>
    reply.code(201).send(await startConversation(deps, parse(NewConversation, request.body))),
  );

  app.get('/api/conversations/:id', async (request) =>
    requireConversation(deps.pool, parse(ConversationPath, request.params).id),
  );

  app.get('/api/conversations/:id/members', async (request) => ({
    members: await membersOf(deps, parse(ConversationPath, request.params).id),
  }));

  app.post('/api/conversations/:id/members', async (request, reply) => {
    const { user } = parse(NewMember, request.body);
    const { id } = parse(ConversationPath, request.params);
    const { value, isNew } = await joinConversation(deps, { id, user });
    return reply.code(isNew ? 201 : 200).send(value);
  });
}
