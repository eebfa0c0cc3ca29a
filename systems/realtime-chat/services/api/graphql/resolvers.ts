/** How each field of the schema is answered. Arguments are checked as those of REST are. */
import { joinConversation, membersOf, postMessage, requireConversation, startConversation } from '../actions.ts';
import type { ApiDeps } from '../app.ts';
import {
  ConversationPath,
  ConversationQuery,
  MessageQuery,
  NewConversation,
  NewMember,
  NewMessage,
  NewUser,
  parse,
} from '../input.ts';
import { Problem } from '../problem.ts';
import { type Conversation, listConversations } from '../store/conversations.ts';
import { listMessages } from '../store/messages.ts';
import { addUser } from '../store/users.ts';

type Arguments = Readonly<Record<string, unknown>>;

/** The root value: a function per field of `Query` and `Mutation`. */
export function rootOf(deps: ApiDeps) {
  const { pool } = deps;
  const view = (conversation: Conversation) => viewOf(deps, conversation);
  return {
    async conversations(args: Arguments) {
      const { limit, user } = parse(ConversationQuery, given(args));
      return (await listConversations(pool, limit, user)).map(view);
    },
    async conversation(args: Arguments) {
      const { id } = parse(ConversationPath, args);
      return requireConversation(pool, id).then(view, (error: unknown) => {
        if (error instanceof Problem && error.status === 404) return null;
        throw error;
      });
    },
    async addUser(args: Arguments) {
      const { name } = parse(NewUser, args);
      await addUser(pool, name);
      return { name };
    },
    startConversation: async (args: Arguments) => view(await startConversation(deps, parse(NewConversation, args))),
    async joinConversation({ conversation, ...args }: Arguments) {
      const { id } = parse(ConversationPath, { id: conversation });
      await joinConversation(deps, { id, ...parse(NewMember, args) });
      return view(await requireConversation(pool, id));
    },
    async postMessage({ conversation, ...args }: Arguments) {
      const { id: conversationId } = parse(ConversationPath, { id: conversation });
      return (await postMessage(deps, { ...parse(NewMessage, args), conversationId })).value;
    },
  };
}

function viewOf(deps: ApiDeps, { id, title, lastSeq }: Conversation) {
  return {
    id,
    title,
    lastSeq,
    members: () => membersOf(deps, id),
    messages: (args: Arguments) => listMessages(deps.pool, id, parse(MessageQuery, given(args))),
  };
}

/** Without what a client left out or gave as null. */
function given(args: Arguments): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== undefined));
}
