import { type Stack, SteadyError } from '@steadyhand/contracts';
import type { Cache } from '../redis/cache.ts';

export interface CacheWorld {
  readonly world: { readonly stack: Stack; readonly caches: ReadonlyMap<string, Cache> };
}

/** By id in the stack, or by replication group. Throws FAULT_UNKNOWN for one that is not there. */
export function findCache({ world }: CacheWorld, wanted: string, kind: string): Cache {
  const { caches } = world.stack;
  const spec = caches.find(({ id, replicationGroupId }) => id === wanted || replicationGroupId === wanted);
  const cache = spec && world.caches.get(spec.replicationGroupId);
  if (cache) return cache;
  const known = caches.map(({ id }) => id).join(', ') || 'none';
  const reason = `the stack has no cache of this name; it has: ${known}`;
  throw new SteadyError('FAULT_UNKNOWN', { fault: `${kind} ${wanted}`, reason });
}
