/**
 * Who is connected. A sorted set per user holds the sockets with the moment at which each entry expires, so the
 * entries of a task that was killed go away by themselves.
 */
import type { Redis } from 'ioredis';

export const PRESENCE_TTL_MS = 15_000;

const keyOf = (user: string) => `presence:${user}`;

/** Adds sockets or renews their entries; resolves to nothing, rejects when Redis is away. */
export async function markPresent(redis: Redis, sockets: readonly { id: string; user: string }[]): Promise<void> {
  if (sockets.length === 0) return;
  const batch = redis.pipeline();
  const now = Date.now();
  for (const { id, user } of sockets) {
    batch.zremrangebyscore(keyOf(user), '-inf', now);
    batch.zadd(keyOf(user), now + PRESENCE_TTL_MS, id);
    batch.pexpire(keyOf(user), PRESENCE_TTL_MS);
  }
  await execute(batch);
}

export async function markAbsent(redis: Redis, socket: { id: string; user: string }): Promise<void> {
  await redis.zrem(keyOf(socket.user), socket.id);
}

/** Those of `users` with at least one live socket on any task. */
export async function onlineAmong(redis: Redis, users: readonly string[]): Promise<Set<string>> {
  if (users.length === 0) return new Set();
  const batch = redis.pipeline();
  for (const user of users) batch.zcount(keyOf(user), `(${Date.now()}`, '+inf');
  const counts = await execute(batch);
  return new Set(users.filter((_, index) => Number(counts[index]) > 0));
}

async function execute(batch: ReturnType<Redis['pipeline']>): Promise<unknown[]> {
  const results = (await batch.exec()) ?? [];
  return results.map(([error, value]) => {
    if (error) throw error;
    return value;
  });
}
