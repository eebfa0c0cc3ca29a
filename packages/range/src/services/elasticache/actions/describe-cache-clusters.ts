import type { CacheCluster, CacheClusterMessage, DescribeCacheClustersMessage } from '@aws-sdk/client-elasticache';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { cacheMember, REDIS_PORT } from '../../../world/names.ts';
import { page } from '../../page.ts';
import type { ElastiCacheWorld } from '../world.ts';

const LISTED_DEFAULT = 100;

export function describeCacheClusters(
  world: ElastiCacheWorld,
  input: Checked<DescribeCacheClustersMessage>,
): CacheClusterMessage {
  const wanted = input.CacheClusterId;
  const found = world.stack.caches.filter(
    ({ replicationGroupId }) => wanted === undefined || cacheMember(replicationGroupId) === wanted,
  );
  if (wanted !== undefined && found.length === 0) {
    throw new AwsError('CacheClusterNotFound', `CacheCluster not found: ${wanted}`, 404);
  }
  const { items, nextToken } = page(input.ShowCacheClustersNotInReplicationGroups ? [] : found, {
    limit: input.MaxRecords ?? LISTED_DEFAULT,
    token: input.Marker,
    invalidToken: 'InvalidParameterValue',
  });
  const withNodes = input.ShowCacheNodeInfo === true;
  return { CacheClusters: items.map((cache) => clusterView(world, cache, withNodes)), Marker: nextToken };
}

function clusterView(
  { names, stack, startedAt, isRunning }: ElastiCacheWorld,
  cache: ElastiCacheWorld['stack']['caches'][number],
  withNodes: boolean,
): CacheCluster {
  const id = cache.replicationGroupId;
  const status = isRunning(id) ? 'available' : 'create-failed';
  const zone = `${stack.region}a`;
  const node = {
    CacheNodeId: '0001',
    CacheNodeStatus: status,
    CacheNodeCreateTime: new Date(startedAt),
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
    CacheClusterStatus: status,
    NumCacheNodes: 1,
    PreferredAvailabilityZone: zone,
    CacheClusterCreateTime: new Date(startedAt),
    AuthTokenEnabled: cache.authSecret !== undefined,
    TransitEncryptionEnabled: false,
    AtRestEncryptionEnabled: false,
    SnapshotRetentionLimit: 0,
    ...(withNodes && { CacheNodes: [node] }),
  };
}
