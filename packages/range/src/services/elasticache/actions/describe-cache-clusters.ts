import type { CacheCluster, CacheClusterMessage, DescribeCacheClustersMessage } from '@aws-sdk/client-elasticache';
import type { Cache } from '../../../redis/cache.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { CACHE_NODE, cacheMember, REDIS_PORT } from '../../../world/names.ts';
import { page } from '../../page.ts';
import { type ElastiCacheWorld, statusOf } from '../world.ts';
import { encryptionView } from './describe-replication-groups.ts';

const LISTED_DEFAULT = 100;

export function describeCacheClusters(
  world: ElastiCacheWorld,
  input: Checked<DescribeCacheClustersMessage>,
): CacheClusterMessage {
  const wanted = input.CacheClusterId;
  const found = wanted === undefined ? [...world.caches.values()] : [clusterOf(world, wanted)];
  const { items, nextToken } = page(input.ShowCacheClustersNotInReplicationGroups ? [] : found, {
    limit: input.MaxRecords ?? LISTED_DEFAULT,
    token: input.Marker,
    invalidToken: 'InvalidParameterValue',
  });
  const withNodes = input.ShowCacheNodeInfo === true;
  return { CacheClusters: items.map((cache) => clusterView(world, cache, withNodes)), Marker: nextToken };
}

export function clusterOf({ caches }: ElastiCacheWorld, clusterId: string): Cache {
  const found = [...caches.values()].find(({ id }) => cacheMember(id) === clusterId);
  if (!found) throw new AwsError('CacheClusterNotFound', `CacheCluster not found: ${clusterId}`, 404);
  return found;
}

export function clusterView({ names, stack }: ElastiCacheWorld, cache: Cache, withNodes: boolean): CacheCluster {
  const { id, createdAt, pendingNodeType, securityGroupIds } = cache;
  const zone = `${stack.region}a`;
  const node = {
    CacheNodeId: CACHE_NODE,
    CacheNodeStatus: statusOf(cache),
    CacheNodeCreateTime: new Date(createdAt),
    Endpoint: { Address: names.cacheEndpoint(id), Port: REDIS_PORT },
    ParameterGroupStatus: 'in-sync',
    CustomerAvailabilityZone: zone,
  };
  return {
    CacheClusterId: cacheMember(id),
    ARN: names.cacheCluster(cacheMember(id)),
    ReplicationGroupId: id,
    CacheNodeType: cache.nodeType,
    Engine: 'redis',
    CacheClusterStatus: statusOf(cache),
    NumCacheNodes: 1,
    PreferredAvailabilityZone: zone,
    CacheClusterCreateTime: new Date(createdAt),
    PendingModifiedValues: pendingNodeType === null ? {} : { CacheNodeType: pendingNodeType },
    SecurityGroups: securityGroupIds.map((SecurityGroupId) => ({ SecurityGroupId, Status: 'active' })),
    ...encryptionView(cache),
    AtRestEncryptionEnabled: false,
    SnapshotRetentionLimit: 0,
    ...(withNodes && { CacheNodes: [node] }),
  };
}
