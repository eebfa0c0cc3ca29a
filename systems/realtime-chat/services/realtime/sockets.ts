/** What happens on a socket, from its connection to its end. */
import type { Redis } from 'ioredis';
import type { Pool } from 'pg';
import type { z } from 'zod';
import { type Logger, reasonOf } from '../common/log.ts';
import { markAbsent, markPresent, onlineAmong } from '../common/presence.ts';
import { conversationsOf, isUser, noteDelivered, type Place } from './membership.ts';
import {
  type Acknowledge,
  type ChatServer,
  type ChatSocket,
  conversationRoom,
  DeliveredSchema,
  TypingSchema,
  userRoom,
} from './protocol.ts';

export interface SocketDeps {
  io: ChatServer;
  pool: Pool;
  redis: Redis;
  log: Logger;
}

/** Returns the way to wait until every ended socket is recorded as gone. */
export function serveSockets(deps: SocketDeps): () => Promise<void> {
  const { io, log, pool } = deps;
  const leaving = new Set<Promise<void>>();
  io.use((socket, next) => {
    admit(pool, socket).then(
      (isAdmitted) => (isAdmitted ? next() : next(new Error('auth.user is not a user'))),
      (error) => sendAway(log, socket, reasonOf(error)),
    );
  });
  io.on('connection', (socket) => {
    const { user } = socket.data;
    socket.on('delivered', (input, acknowledge) =>
      answer(log, acknowledge, () => onDelivered(deps, socket, parse(DeliveredSchema, input))),
    );
    socket.on('typing', (input, acknowledge) =>
      answer(log, acknowledge, async () => onTyping(socket, parse(TypingSchema, input))),
    );
    const connected = onConnect(deps, socket).catch((error) => sendAway(log, socket, reasonOf(error)));
    socket.on('disconnect', (reason) => {
      log.info('disconnected', { user, reason });
      const left = connected
        .then(() => onDisconnect(deps, socket))
        .catch((error) => log.error('a disconnect was not recorded', { user, reason: reasonOf(error) }))
        .finally(() => leaving.delete(left));
      leaving.add(left);
    });
  });
  return async () => void (await Promise.all(leaving));
}

/**
 * For what fails through no fault of the client's. Its connection ends without a word, after which clients connect again by
 * themselves; a refusal and `socket.disconnect()` are for good.
 */
function sendAway(log: Logger, socket: ChatSocket, reason: string): void {
  log.error('a socket was not set up', { user: socket.data.user, reason });
  socket.conn.close();
}

async function admit(pool: Pool, socket: ChatSocket): Promise<boolean> {
  const user: unknown = socket.handshake.auth.user;
  if (typeof user !== 'string' || !(await isUser(pool, user))) return false;
  socket.data.user = user;
  return true;
}

async function onConnect({ io, log, pool, redis }: SocketDeps, socket: ChatSocket): Promise<void> {
  const { user } = socket.data;
  // The user's room first: who is added to a conversation from now on is told so there.
  await socket.join(userRoom(user));
  const conversations = await conversationsOf(pool, user);
  const wasOnline = (await onlineAmong(redis, [user])).has(user);
  // It may have gone meanwhile, and a room entered now would never be left.
  if (!socket.connected) return;
  await socket.join(conversations.map(conversationRoom));
  await markPresent(redis, [{ id: socket.id, user }]);
  socket.emit('ready', { conversations });
  if (!wasOnline) tellPresence(io, conversations, { user, online: true });
  log.info('connected', { user, conversations: conversations.length });
}

async function onDisconnect({ io, pool, redis }: SocketDeps, socket: ChatSocket): Promise<void> {
  const { user } = socket.data;
  await markAbsent(redis, { id: socket.id, user });
  if ((await onlineAmong(redis, [user])).has(user)) return;
  tellPresence(io, await conversationsOf(pool, user), { user, online: false });
}

function tellPresence(
  io: ChatServer,
  conversations: readonly string[],
  event: { user: string; online: boolean },
): void {
  if (conversations.length > 0) io.to(conversations.map(conversationRoom)).emit('presence', event);
}

async function onDelivered({ pool }: SocketDeps, socket: ChatSocket, place: Place): Promise<void> {
  const room = requireRoom(socket, place.conversationId);
  const { user } = socket.data;
  const news = await noteDelivered(pool, user, place);
  if (news) socket.to(room).emit('receipt', { ...place, user });
}

function onTyping(socket: ChatSocket, { conversationId }: { conversationId: string }): void {
  const room = requireRoom(socket, conversationId);
  socket.to(room).volatile.emit('typing', { conversationId, user: socket.data.user });
}

function requireRoom(socket: ChatSocket, conversationId: string): string {
  const room = conversationRoom(conversationId);
  if (!socket.rooms.has(room)) throw new Error('not a member of this conversation');
  return room;
}

function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new Error(result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

async function answer(log: Logger, acknowledge: Acknowledge | undefined, act: () => Promise<void>): Promise<void> {
  const reply = typeof acknowledge === 'function' ? acknowledge : () => undefined;
  try {
    await act();
    reply({ ok: true });
  } catch (error) {
    const reason = reasonOf(error);
    log.warn('an event was not carried out', { reason });
    reply({ ok: false, reason });
  }
}
