/**
 * What `api` tells every `realtime` task over Redis. Each task subscribes to the channel and emits to its own
 * sockets only, so a socket, which lives on one task, gets each event once.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';

export const EVENTS_CHANNEL = 'chat:events';

export const MessageSchema = z.object({
  /** Chosen by the sender; a repeated post with the same id is the same message. */
  id: z.string(),
  conversationId: z.string(),
  /** 1, 2, 3, … without gaps in each conversation: order, and the way a client sees that it missed one. */
  seq: z.number().int(),
  sender: z.string(),
  body: z.string(),
  sentAt: z.string(),
});
export type Message = z.infer<typeof MessageSchema>;

export const EventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), message: MessageSchema }),
  z.object({ type: z.literal('member-added'), conversationId: z.string(), user: z.string() }),
]);
export type ChatEvent = z.infer<typeof EventSchema>;

/** Long after any client has given up repeating a post. */
const PUBLISHED_TTL_SECONDS = 3_600;

// Marks and publishes in one step: a crash cannot leave a message marked and unpublished, nor published twice.
const PUBLISH_ONCE = `
  if redis.call('SET', KEYS[1], '1', 'NX', 'EX', ARGV[3]) then
    redis.call('PUBLISH', ARGV[1], ARGV[2])
    return 1
  end
  return 0`;

/** Publishes the message unless it already has been; resolves to whether it did. */
export async function publishMessageOnce(redis: Redis, message: Message): Promise<boolean> {
  const key = `chat:published:${message.conversationId}:${message.id}`;
  const event: ChatEvent = { type: 'message', message };
  const args = [EVENTS_CHANNEL, JSON.stringify(event), PUBLISHED_TTL_SECONDS];
  return (await redis.eval(PUBLISH_ONCE, 1, key, ...args)) === 1;
}

export async function publishEvent(redis: Redis, event: ChatEvent): Promise<void> {
  await redis.publish(EVENTS_CHANNEL, JSON.stringify(event));
}
