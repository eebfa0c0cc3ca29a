import type {
  DescribeReplicationGroupsMessage,
  ReplicationGroup,
  ReplicationGroupMessage,
} from '@aws-sdk/client-elasticache';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { cacheMember, REDIS_PORT } from '../../../world/names.ts';
import { page } from '../../page.ts';
import type { ElastiCacheWorld } from '../world.ts';

const LISTED_DEFAULT = 100;

export function describeReplicationGroups(
  world: ElastiCacheWorld,
  input: Checked<DescribeReplicationGroupsMessage>,
): ReplicationGroupMessage {
  const wanted = input.ReplicationGroupId;
  const found = world.stack.caches.filter(
    ({ replicationGroupId }) => wanted === undefined || replicationGroupId === wanted,
  );
  if (wanted !== undefined && found.length === 0) {
    throw new AwsError('ReplicationGroupNotFoundFault', `ReplicationGroup ${wanted} not found.`, 404);
  }
  const { items, nextToken } = page(found, {
    limit: input.MaxRecords ?? LISTED_DEFAULT,
    token: input.Marker,
    invalidToken: 'InvalidParameterValue',
  });
  return { ReplicationGroups: items.map((cache) => groupView(world, cache)), Marker: nextToken };
}

function groupView(world: ElastiCacheWorld, cache: ElastiCacheWorld['stack']['caches'][number]): ReplicationGroup {
  const { names, stack, startedAt } = world;
  const id = cache.replicationGroupId;
  const endpoint = { Address: names.cacheEndpoint(id), Port: REDIS_PORT };
  const zone = `${stack.region}a`;
  const status = world.isRunning(id) ? 'available' : 'create-failed';
  return {
    ReplicationGroupId: id,
    ARN: names.replicationGroup(id),
    Description: id,
    Status: status,
    CacheNodeType: cache.nodeType,
    ClusterEnabled: false,
    AutomaticFailover: 'disabled',
    MultiAZ: 'disabled',
    AuthTokenEnabled: cache.authSecret !== undefined,
    TransitEncryptionEnabled: false,
    AtRestEncryptionEnabled: false,
    SnapshotRetentionLimit: 0,
    MemberClusters: [cacheMember(id)],
    ReplicationGroupCreateTime: new Date(startedAt),
    NodeGroups: [
      {
        NodeGroupId: '0001',
        Status: status,
        PrimaryEndpoint: endpoint,
        NodeGroupMembers: [
          {
            CacheClusterId: cacheMember(id),
            CacheNodeId: '0001',
            ReadEndpoint: endpoint,
            PreferredAvailabilityZone: zone,
            CurrentRole: 'primary',
          },
        ],
      },
    ],
  };
}
