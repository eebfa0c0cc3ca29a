import type { Redis } from 'ioredis';
import { type Logger, reasonOf } from '../common/log.ts';
import { markPresent, PRESENCE_TTL_MS } from '../common/presence.ts';
import type { ChatServer } from './protocol.ts';

/** Renews the presence of this task's sockets; returns the way to stop. */
export function keepPresence(io: ChatServer, redis: Redis, log: Logger): () => void {
  const timer = setInterval(() => {
    const sockets = [...io.sockets.sockets.values()].map((socket) => ({ id: socket.id, user: socket.data.user }));
    markPresent(redis, sockets).catch((error) =>
      log.error('presence was not renewed', { sockets: sockets.length, reason: reasonOf(error) }),
    );
  }, PRESENCE_TTL_MS / 3);
  return () => clearInterval(timer);
}
