import type { Handlers, RangeService } from '../../wire/service.ts';
import { describeDbInstances } from './actions/describe-db-instances.ts';
import type { RdsWorld } from './world.ts';

/** RDS with the stack's databases, each a Postgres of its own; they are read, not changed. */
export function createRds(world: RdsWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-rds')> = {
    DescribeDBInstances: (input) => describeDbInstances(world, input),
  };
  return { client: 'rds', load: () => import('@aws-sdk/client-rds'), handlers };
}
