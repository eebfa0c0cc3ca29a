import type { RebootCacheClusterMessage, RebootCacheClusterResult } from '@aws-sdk/client-elasticache';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { CACHE_NODE } from '../../../world/names.ts';
import { type ElastiCacheWorld, invalidValue, statusOf } from '../world.ts';
import { clusterOf, clusterView } from './describe-cache-clusters.ts';

/** The node loses its data, as nothing of it is on disk. */
export function rebootCacheCluster(
  world: ElastiCacheWorld,
  { CacheClusterId, CacheNodeIdsToReboot }: Checked<RebootCacheClusterMessage>,
): RebootCacheClusterResult {
  const cache = clusterOf(world, CacheClusterId);
  const unknown = CacheNodeIdsToReboot.find((id) => id !== CACHE_NODE);
  if (unknown !== undefined) throw invalidValue(`Cache node ${unknown} does not exist.`);
  const status = statusOf(cache);
  if (status !== 'available') {
    throw new AwsError('InvalidCacheClusterState', `Cache cluster ${CacheClusterId} is in state ${status}.`);
  }
  void cache.reboot();
  return { CacheCluster: clusterView(world, cache, true) };
}
