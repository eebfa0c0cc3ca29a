import type { FastifyInstance } from 'fastify';
import { postMessage, requireConversation } from '../actions.ts';
import type { ApiDeps } from '../app.ts';
import { ConversationPath, MessageQuery, NewMessage, parse } from '../input.ts';
import { listMessages } from '../store/messages.ts';

export function messageRoutes(app: FastifyInstance, deps: ApiDeps): void {
  app.get('/api/conversations/:id/messages', async (request) => {
    const page = parse(MessageQuery, request.query);
    const { id, lastSeq } = await requireConversation(deps.pool, parse(ConversationPath, request.params).id);
    return { messages: await listMessages(deps.pool, id, page), lastSeq };
  });

  app.post('/api/conversations/:id/messages', async (request, reply) => {
    const input = parse(NewMessage, request.body);
    const { id: conversationId } = parse(ConversationPath, request.params);
    const { value, isNew } = await postMessage(deps, { ...input, conversationId });
    return reply.code(isNew ? 201 : 200).send(value);
  });
}
