import type { Stack } from '@steadyhand/contracts';
import type { Handlers, RangeService } from '../../wire/service.ts';
import type { Names } from '../../world/names.ts';
import { describeDbInstances } from './actions/describe-db-instances.ts';

/** What of the range RDS shows. */
export interface RdsWorld {
  readonly stack: Stack;
  readonly names: Names;
  /** Whether the server of an instance runs. */
  isRunning(identifier: string): boolean;
  /** On the range's clock. */
  readonly startedAt: number;
}

/** RDS with the stack's databases, each a Postgres of its own; they are read, not changed. */
export function createRds(world: RdsWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-rds')> = {
    DescribeDBInstances: (input) => describeDbInstances(world, input),
  };
  return { client: 'rds', load: () => import('@aws-sdk/client-rds'), handlers };
}
