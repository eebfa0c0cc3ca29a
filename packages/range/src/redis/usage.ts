import type { Clock } from '@steadyhand/contracts';
import type { MetricValues } from '../world/put-all.ts';
import type { Cache } from './cache.ts';

/** What ElastiCache publishes about a node, from one sample to the next (ElastiCache User Guide, "Metrics for Redis OSS"). */
export interface CacheUsage {
  sample(cache: Cache): Promise<MetricValues>;
}

interface Counters {
  pid: number;
  at: number;
  evictions: number;
  failedLogins: number;
  cpuSeconds: number;
}

/** `speed` is seconds of the clock in a second of the wall, by which the kernel counts. */
export function createCacheUsage(clock: Clock, speed: number): CacheUsage {
  const before = new WeakMap<Cache, Counters>();
  return {
    async sample(cache) {
      const info = await cache.node.info('clients', 'memory', 'stats', 'cpu', 'errorstats', 'keyspace');
      const field = (name: string) => Number(info.get(name) ?? 0);
      const now: Counters = {
        pid: cache.program.pid,
        at: clock.now(),
        evictions: field('evicted_keys'),
        failedLogins: Number(/^count=(\d+)/.exec(info.get('errorstat_WRONGPASS') ?? '')?.[1] ?? 0),
        cpuSeconds: field('used_cpu_user_main_thread') + field('used_cpu_sys_main_thread'),
      };
      const last = before.get(cache);
      before.set(cache, now);
      return [
        // Without the connection that asks.
        ['CurrConnections', Math.max(0, field('connected_clients') - 1), 'Count'],
        ['BytesUsedForCache', field('used_memory'), 'Bytes'],
        ['DatabaseMemoryUsagePercentage', (100 * field('used_memory')) / field('maxmemory'), 'Percent'],
        ['CurrItems', itemsOf(info), 'Count'],
        ...(last?.pid === now.pid ? countedSince(last, now, speed) : []),
      ];
    },
  };
}

function countedSince(last: Counters, now: Counters, speed: number): MetricValues {
  const wallSeconds = (now.at - last.at) / speed / 1000;
  return [
    ['Evictions', now.evictions - last.evictions, 'Count'],
    ['AuthenticationFailures', now.failedLogins - last.failedLogins, 'Count'],
    ['EngineCPUUtilization', wallSeconds > 0 ? (100 * (now.cpuSeconds - last.cpuSeconds)) / wallSeconds : 0, 'Percent'],
  ];
}

/** `db0` → `keys=1,expires=0,avg_ttl=0` */
function itemsOf(info: ReadonlyMap<string, string>): number {
  const databases = [...info].filter(([name]) => /^db\d+$/.test(name));
  return databases.reduce((sum, [, text]) => sum + Number(/keys=(\d+)/.exec(text)?.[1] ?? 0), 0);
}
