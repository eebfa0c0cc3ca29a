/** The two stores that every service uses. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { type Logger, reasonOf } from './log.ts';

/** `max` is per task: all tasks together must stay well under the database's limit. */
export function connectPostgres(url: string, max: number, log: Logger): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000 });
  pool.on('error', (error) => log.error('an idle Postgres connection broke', { reason: reasonOf(error) }));
  return pool;
}

/** Commands fail at once while Redis is away, instead of waiting in memory. */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: (attempt) => Math.min(50 * attempt, 1_000) });
  redis.on('error', (error) => log.error('the Redis connection failed', { reason: reasonOf(error) }));
  return redis;
}

/** A second connection for subscriptions; it re-subscribes by itself after a break. */
export function connectSubscriber(redis: Redis, log: Logger): Redis {
  const subscriber = redis.duplicate({ maxRetriesPerRequest: null });
  subscriber.on('error', (error) => log.error('the Redis subscription failed', { reason: reasonOf(error) }));
  return subscriber;
}
