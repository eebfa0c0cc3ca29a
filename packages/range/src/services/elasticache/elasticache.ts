import type { Handlers, RangeService } from '../../wire/service.ts';
import { describeCacheClusters } from './actions/describe-cache-clusters.ts';
import { describeEvents } from './actions/describe-events.ts';
import { describeReplicationGroups } from './actions/describe-replication-groups.ts';
import { listAllowedNodeTypeModifications } from './actions/list-allowed-node-type-modifications.ts';
import { modifyReplicationGroup } from './actions/modify-replication-group.ts';
import { rebootCacheCluster } from './actions/reboot-cache-cluster.ts';
import type { ElastiCacheWorld } from './world.ts';

/** ElastiCache with the stack's caches, each one real Redis. */
export function createElastiCache(world: ElastiCacheWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-elasticache')> = {
    DescribeCacheClusters: (input) => describeCacheClusters(world, input),
    DescribeEvents: (input) => describeEvents(world, input),
    DescribeReplicationGroups: (input) => describeReplicationGroups(world, input),
    ListAllowedNodeTypeModifications: (input) => listAllowedNodeTypeModifications(world, input),
    ModifyReplicationGroup: (input) => modifyReplicationGroup(world, input),
    RebootCacheCluster: (input) => rebootCacheCluster(world, input),
  };
  return { client: 'elasticache', load: () => import('@aws-sdk/client-elasticache'), handlers };
}
