import type { Cache } from '../../redis/cache.ts';
import { AwsError } from '../../wire/service.ts';
import type { World } from '../../world/world.ts';

/** What of the range ElastiCache shows and changes. */
export type ElastiCacheWorld = Pick<World, 'stack' | 'names' | 'clock' | 'caches' | 'securityGroups'>;

/** @throws {AwsError} as AWS does, for a group that does not exist or has not started yet. */
export function cacheOf({ caches }: ElastiCacheWorld, id: string): Cache {
  const cache = caches.get(id);
  if (cache) return cache;
  throw new AwsError('ReplicationGroupNotFoundFault', `ReplicationGroup ${id} not found.`, 404);
}

export function statusOf(cache: Cache): string {
  return cache.program.exit && cache.status === 'available' ? 'create-failed' : cache.status;
}

export function invalidValue(message: string): AwsError {
  return new AwsError('InvalidParameterValue', message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError('InvalidParameterCombination', message);
}

/** What AWS has and the range has not is refused and never forgotten. */
export function refuseOthers(operation: string, input: object, known: ReadonlySet<string>): void {
  const other = Object.entries(input).find(([name, value]) => value !== undefined && !known.has(name));
  if (other) {
    const text = `elasticache ${operation} with ${other[0]} is not implemented in this range.`;
    throw new AwsError('NotImplemented', text, 501);
  }
}
