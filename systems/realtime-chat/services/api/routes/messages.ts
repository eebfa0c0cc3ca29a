import type { FastifyInstance } from 'fastify';
import type { Message } from '../../common/events.ts';
import type { ApiDeps } from '../app.ts';
import { deliver } from '../deliver.ts';
import { MessageQuery, NewMessage, parse } from '../input.ts';
import { Problem } from '../problem.ts';
import { listMembers } from '../store/conversations.ts';
import { addMessage, findMessage, listMessages, type NewMessage as Post } from '../store/messages.ts';
import { requireConversation } from './conversations.ts';

export function messageRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { pool } = deps;

  app.get('/api/conversations/:id/messages', async (request) => {
    const page = parse(MessageQuery, request.query);
    const { id, lastSeq } = await requireConversation(pool, request.params);
    return { messages: await listMessages(pool, id, page), lastSeq };
  });

  app.post('/api/conversations/:id/messages', async (request, reply) => {
    const input = parse(NewMessage, request.body);
    const { id: conversationId } = await requireConversation(pool, request.params);
    const post = { ...input, conversationId };
    const stored = await addMessage(pool, post);
    const message = stored ?? (await earlierPost(deps, post));
    const members = await listMembers(pool, conversationId);
    const recipients = members.map((member) => member.user).filter((user) => user !== message.sender);
    await deliver(deps, message, recipients);
    return reply.code(stored ? 201 : 200).send(message);
  });
}

/** The message that this post repeats; a `Problem` when it repeats none. */
async function earlierPost({ pool }: ApiDeps, post: Post): Promise<Message> {
  const earlier = await findMessage(pool, post.conversationId, post.id);
  if (!earlier) throw new Problem(403, 'not_a_member', `${post.sender} is not a member of this conversation.`);
  if (earlier.sender !== post.sender || earlier.body !== post.body) {
    throw new Problem(409, 'id_taken', `Another message of this conversation has the id ${post.id}.`);
  }
  return earlier;
}
