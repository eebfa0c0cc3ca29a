import type { Clock } from '@steadyhand/contracts';
import type { SecurityGroups } from '../../network/security-groups.ts';
import type { Names } from '../../world/names.ts';
import { Instances } from './instances.ts';
import { Proxies } from './proxies.ts';
import { Snapshots } from './snapshots.ts';

/** RDS in one region. */
export interface RdsWorld {
  readonly instances: Instances;
  readonly snapshots: Snapshots;
  readonly proxies: Proxies;
  readonly securityGroups: SecurityGroups;
}

export interface RdsOptions {
  names: Names;
  clock: Clock;
  securityGroups: SecurityGroups;
}

/** Without instances, until it has something to make them with. */
export function emptyRds({ names, clock, securityGroups }: RdsOptions): RdsWorld {
  const instances = new Instances(names, clock);
  return { instances, snapshots: new Snapshots(instances), proxies: new Proxies(instances), securityGroups };
}
