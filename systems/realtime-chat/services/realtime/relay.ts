/** Brings what `api` publishes to this task's sockets. */
import type { Redis } from 'ioredis';
import { type ChatEvent, EVENTS_CHANNEL, EventSchema } from '../common/events.ts';
import { type Logger, reasonOf } from '../common/log.ts';
import { type ChatServer, conversationRoom, userRoom } from './protocol.ts';

/** Resolves once the task hears the channel. */
export async function relayEvents(io: ChatServer, subscriber: Redis, log: Logger): Promise<void> {
  subscriber.on('message', (_channel, text) => {
    try {
      relay(io, EventSchema.parse(JSON.parse(text)));
    } catch (error) {
      log.error('an event was not understood', { reason: reasonOf(error) });
    }
  });
  await subscriber.subscribe(EVENTS_CHANNEL);
  // What was published while the connection was away is gone: clients read it over REST.
  subscriber.on('ready', () => {
    log.warn('the Redis subscription was broken; clients read what they missed');
    io.local.emit('resync');
  });
}

function relay(io: ChatServer, event: ChatEvent): void {
  // Local, because every task hears the channel: going through the adapter would deliver once per task.
  if (event.type === 'message') {
    io.local.to(conversationRoom(event.message.conversationId)).emit('message', event.message);
    return;
  }
  const { conversationId, user } = event;
  io.local.in(userRoom(user)).socketsJoin(conversationRoom(conversationId));
  io.local.to(conversationRoom(conversationId)).emit('member-added', { conversationId, user });
}
