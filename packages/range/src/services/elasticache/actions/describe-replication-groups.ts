import type {
  DescribeReplicationGroupsMessage,
  ReplicationGroup,
  ReplicationGroupMessage,
} from '@aws-sdk/client-elasticache';
import type { Cache } from '../../../redis/cache.ts';
import type { Checked } from '../../../wire/service.ts';
import { CACHE_NODE, cacheMember, REDIS_PORT } from '../../../world/names.ts';
import { page } from '../../page.ts';
import { cacheOf, type ElastiCacheWorld, statusOf } from '../world.ts';

const LISTED_DEFAULT = 100;

export function describeReplicationGroups(
  world: ElastiCacheWorld,
  input: Checked<DescribeReplicationGroupsMessage>,
): ReplicationGroupMessage {
  const wanted = input.ReplicationGroupId;
  const found = wanted === undefined ? [...world.caches.values()] : [cacheOf(world, wanted)];
  const { items, nextToken } = page(found, {
    limit: input.MaxRecords ?? LISTED_DEFAULT,
    token: input.Marker,
    invalidToken: 'InvalidParameterValue',
  });
  return { ReplicationGroups: items.map((cache) => groupView(world, cache)), Marker: nextToken };
}

export function groupView({ names, stack }: ElastiCacheWorld, cache: Cache): ReplicationGroup {
  const { id, nodeType, createdAt, encryption } = cache;
  const endpoint = { Address: names.cacheEndpoint(id), Port: REDIS_PORT };
  const status = statusOf(cache);
  return {
    ReplicationGroupId: id,
    ARN: names.replicationGroup(id),
    Description: id,
    Status: status,
    PendingModifiedValues: {},
    CacheNodeType: nodeType,
    Engine: 'redis',
    ClusterEnabled: false,
    ClusterMode: 'disabled',
    AutomaticFailover: 'disabled',
    MultiAZ: 'disabled',
    ...encryptionView(cache),
    ...(encryption !== 'disabled' && { TransitEncryptionMode: encryption }),
    AtRestEncryptionEnabled: false,
    SnapshotRetentionLimit: 0,
    MemberClusters: [cacheMember(id)],
    ReplicationGroupCreateTime: new Date(createdAt),
    NodeGroups: [
      {
        NodeGroupId: CACHE_NODE,
        Status: status,
        PrimaryEndpoint: endpoint,
        NodeGroupMembers: [
          {
            CacheClusterId: cacheMember(id),
            CacheNodeId: CACHE_NODE,
            ReadEndpoint: endpoint,
            PreferredAvailabilityZone: `${stack.region}a`,
            CurrentRole: 'primary',
          },
        ],
      },
    ],
  };
}

/** What groups and clusters both show. */
export function encryptionView({ tokens, tokensChangedAt, encryption }: Cache) {
  const isEnabled = tokens.some((token) => token !== '');
  return {
    AuthTokenEnabled: isEnabled,
    ...(isEnabled && { AuthTokenLastModifiedDate: new Date(tokensChangedAt) }),
    TransitEncryptionEnabled: encryption !== 'disabled',
  };
}
