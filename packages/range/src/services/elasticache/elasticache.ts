import type { Stack } from '@steadyhand/contracts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import type { Names } from '../../world/names.ts';
import { describeCacheClusters } from './actions/describe-cache-clusters.ts';
import { describeReplicationGroups } from './actions/describe-replication-groups.ts';

/** What of the range ElastiCache shows. */
export interface ElastiCacheWorld {
  readonly stack: Stack;
  readonly names: Names;
  /** Whether the server of a replication group runs. */
  isRunning(replicationGroupId: string): boolean;
  /** On the range's clock. */
  readonly startedAt: number;
}

/** ElastiCache with the stack's caches, each one real Redis; they are read, not changed. */
export function createElastiCache(world: ElastiCacheWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-elasticache')> = {
    DescribeCacheClusters: (input) => describeCacheClusters(world, input),
    DescribeReplicationGroups: (input) => describeReplicationGroups(world, input),
  };
  return { client: 'elasticache', load: () => import('@aws-sdk/client-elasticache'), handlers };
}
