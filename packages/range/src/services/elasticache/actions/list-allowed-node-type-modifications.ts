import type {
  AllowedNodeTypeModificationsMessage,
  ListAllowedNodeTypeModificationsMessage,
} from '@aws-sdk/client-elasticache';
import { allowedChanges } from '../../../redis/node-types.ts';
import type { Checked } from '../../../wire/service.ts';
import { cacheOf, type ElastiCacheWorld, invalidCombination } from '../world.ts';
import { clusterOf } from './describe-cache-clusters.ts';

export function listAllowedNodeTypeModifications(
  world: ElastiCacheWorld,
  { ReplicationGroupId: group, CacheClusterId: cluster }: Checked<ListAllowedNodeTypeModificationsMessage>,
): AllowedNodeTypeModificationsMessage {
  if ((group === undefined) === (cluster === undefined)) {
    throw invalidCombination('Either a CacheClusterId or a ReplicationGroupId must be specified.');
  }
  const cache = group === undefined ? clusterOf(world, cluster ?? '') : cacheOf(world, group);
  const { up, down } = allowedChanges(cache.nodeType);
  return { ScaleUpModifications: up, ScaleDownModifications: down };
}
