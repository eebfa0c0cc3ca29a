import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import type { Cache } from '../redis/cache.ts';
import { RedisError } from '../redis/client.ts';
import { type CacheWorld, findCache } from './find-cache.ts';

type RedisMemoryFault = Extract<Fault, { kind: 'redis-memory' }>;

const VALUE_BYTES = 32 * 1024;
const KEYS_AT_ONCE = 64;
/** What a machine that rehearses can spare. */
const FILL_MAX_BYTES = 1024 ** 3;

/** Fills a cache with keys of its own; whoever deletes those, or gives it more memory, has mended it. */
export async function injectRedisMemory(world: CacheWorld, fault: RedisMemoryFault): Promise<InjectedFault> {
  const cache = findCache(world, fault.cache, fault.kind);
  const keys: string[] = [];
  await fill(cache, fault, keys);
  return {
    text: `memory of ${cache.id} filled to ${fault.percent} % with ${keys.length} keys ${fault.prefix}*`,
    over: Promise.resolve(),
    async clear() {
      while (keys.length > 0 && !cache.program.exit) {
        await cache.node.run(['UNLINK', ...keys.splice(0, KEYS_AT_ONCE)]).catch(() => {});
      }
    },
  };
}

async function fill(cache: Cache, { percent, prefix }: RedisMemoryFault, keys: string[]): Promise<void> {
  const wanted = (cache.node.maxMemoryBytes * percent) / 100;
  if (wanted > FILL_MAX_BYTES) {
    const reason = `it would take ${Math.round(wanted / 1024 ** 2)} MB of this machine; give the cache a smaller maxMemoryMb`;
    throw new SteadyError('FAULT_UNKNOWN', { fault: `redis-memory ${cache.id}`, reason });
  }
  const value = 'x'.repeat(VALUE_BYTES);
  for (;;) {
    const missing = wanted - Number((await cache.node.info('memory')).get('used_memory') ?? wanted);
    if (missing <= 0) return;
    const count = Math.min(KEYS_AT_ONCE, Math.ceil(missing / VALUE_BYTES));
    const fresh = Array.from({ length: count }, (_, index) => `${prefix}${keys.length + index}`);
    keys.push(...fresh);
    try {
      await cache.node.run(...fresh.map((key) => ['SET', key, value]));
    } catch (error) {
      if (error instanceof RedisError && error.message.startsWith('OOM')) return;
      throw error;
    }
  }
}
