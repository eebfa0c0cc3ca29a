import type { Stack } from '@steadyhand/contracts';
import type { Names } from '../../world/names.ts';

/** What of the range ElastiCache shows. */
export interface ElastiCacheWorld {
  readonly stack: Stack;
  readonly names: Names;
  /** Whether the server of a replication group runs. */
  isRunning(replicationGroupId: string): boolean;
  /** On the range's clock. */
  readonly startedAt: number;
}
