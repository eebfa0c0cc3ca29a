import type { Handlers, RangeService } from '../../wire/service.ts';
import { describeCacheClusters } from './actions/describe-cache-clusters.ts';
import { describeReplicationGroups } from './actions/describe-replication-groups.ts';
import type { ElastiCacheWorld } from './world.ts';

/** ElastiCache with the stack's caches, each one real Redis; they are read, not changed. */
export function createElastiCache(world: ElastiCacheWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-elasticache')> = {
    DescribeCacheClusters: (input) => describeCacheClusters(world, input),
    DescribeReplicationGroups: (input) => describeReplicationGroups(world, input),
  };
  return { client: 'elasticache', load: () => import('@aws-sdk/client-elasticache'), handlers };
}
