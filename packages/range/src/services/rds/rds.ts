import type { Handlers, RangeService } from '../../wire/service.ts';
import { createDbSnapshot, deleteDbSnapshot, describeDbSnapshots } from './actions/db-snapshots.ts';
import { deleteDbInstance } from './actions/delete-db-instance.ts';
import { describeAutomatedBackups } from './actions/describe-automated-backups.ts';
import { describeDbInstances } from './actions/describe-db-instances.ts';
import {
  describeDbProxies,
  describeDbProxyTargetGroups,
  describeDbProxyTargets,
} from './actions/describe-db-proxies.ts';
import { describeEvents } from './actions/describe-events.ts';
import { modifyDbInstance } from './actions/modify-db-instance.ts';
import { rebootDbInstance } from './actions/reboot-db-instance.ts';
import { restoreFromSnapshot, restoreToPointInTime } from './actions/restore-db-instance.ts';
import type { RdsWorld } from './world.ts';

/** RDS, in which every instance is a Postgres of its own. */
export function createRds(world: RdsWorld): RangeService {
  const handlers: Handlers<typeof import('@aws-sdk/client-rds')> = {
    DescribeDBInstances: (input) => describeDbInstances(world, input),
    ModifyDBInstance: (input) => modifyDbInstance(world, input),
    RebootDBInstance: (input) => rebootDbInstance(world, input),
    DeleteDBInstance: (input) => deleteDbInstance(world, input),
    CreateDBSnapshot: (input) => createDbSnapshot(world, input),
    DescribeDBSnapshots: (input) => describeDbSnapshots(world, input),
    DeleteDBSnapshot: (input) => deleteDbSnapshot(world, input),
    RestoreDBInstanceFromDBSnapshot: (input) => restoreFromSnapshot(world, input),
    RestoreDBInstanceToPointInTime: (input) => restoreToPointInTime(world, input),
    DescribeDBInstanceAutomatedBackups: (input) => describeAutomatedBackups(world, input),
    DescribeDBProxies: (input) => describeDbProxies(world, input),
    DescribeDBProxyTargets: (input) => describeDbProxyTargets(world, input),
    DescribeDBProxyTargetGroups: (input) => describeDbProxyTargetGroups(world, input),
    DescribeEvents: (input) => describeEvents(world, input),
  };
  return { client: 'rds', load: () => import('@aws-sdk/client-rds'), handlers };
}
