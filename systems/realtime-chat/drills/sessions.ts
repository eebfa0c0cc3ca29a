/** Keys in Redis, as a program inside the network writes them, and how many of them are there. */
import type { ModuleOptions, TrafficOptions } from '@steadyhand/contracts';
import { Redis } from 'ioredis';

const PREFIX = 'kept:';

export async function traffic({ count, ...options }: TrafficOptions): Promise<void> {
  await withRedis(options, async (redis) => {
    for (let i = 1; i <= count; i++) await redis.set(`${PREFIX}${i}`, `value ${i}`);
  });
}

/** Keys that have the value that they were given. */
export async function count(options: ModuleOptions): Promise<number> {
  return withRedis(options, async (redis) => {
    const keys = await redis.keys(`${PREFIX}*`);
    const values = keys.length === 0 ? [] : await redis.mget(keys);
    return values.filter((value, index) => value === keys[index]?.replace(PREFIX, 'value ')).length;
  });
}

async function withRedis<T>({ attribute, locate }: ModuleOptions, use: (redis: Redis) => Promise<T>): Promise<T> {
  const url = new URL(attribute('cache', 'main', 'url'));
  const place = locate(url.hostname, Number(url.port));
  if (!place) throw new Error(`the range has no ${url.host}`);
  // The certificate is the range's own, for the name and not for the address that the name leads to.
  const tls = url.protocol === 'rediss:' ? { tls: { rejectUnauthorized: false } } : {};
  const redis = new Redis({ ...place, ...tls, password: decodeURIComponent(url.password) });
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}
