import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import { type BadImageWorld, injectBadImage } from './bad-image.ts';
import { type DatabaseWorld, injectDatabaseSessions } from './database-sessions.ts';
import { injectDatabaseStop } from './database-stop.ts';
import { type DependencyWorld, injectDependencyFault } from './dependency.ts';
import { injectKillTasks, type KillWorld } from './kill-tasks.ts';
import { injectRedisMemory } from './redis-memory.ts';
import { injectRegionDown, type RegionWorld } from './region-down.ts';
import { injectScalingSuspended, type ScalingWorld } from './scaling-suspended.ts';
import { type FirewallWorld, injectSecurityGroupClosed } from './security-group-closed.ts';
import { injectStrain, type StrainWorld } from './strain.ts';
import { injectTraffic, type TrafficWorld } from './traffic.ts';
import { injectWrongAuth, type WrongAuthWorld } from './wrong-auth.ts';

/** What of the range can be broken. */
export type FaultWorld = BadImageWorld &
  StrainWorld &
  DatabaseWorld &
  DependencyWorld &
  KillWorld &
  TrafficWorld &
  FirewallWorld &
  WrongAuthWorld &
  ScalingWorld &
  RegionWorld;

/** Breaks something. Rejects with FAULT_UNKNOWN for what this range does not have. */
export async function injectFault(world: FaultWorld, fault: Fault): Promise<InjectedFault> {
  switch (fault.kind) {
    case 'dependency':
      return injectDependencyFault(world, fault);
    case 'traffic':
      return injectTraffic(world, fault);
    case 'kill-tasks':
      return injectKillTasks(world, fault);
    case 'bad-image':
      return injectBadImage(world, fault);
    case 'event-loop-lag':
    case 'cpu-load':
      return injectStrain(world, fault);
    case 'database-sessions':
      return injectDatabaseSessions(world, fault);
    case 'database-stop':
      return injectDatabaseStop(world, fault);
    case 'security-group-closed':
      return injectSecurityGroupClosed(world, fault);
    case 'redis-memory':
      return injectRedisMemory(world, fault);
    case 'wrong-auth':
      return injectWrongAuth(world, fault);
    case 'region-down':
      return injectRegionDown(world, fault);
    case 'scaling-suspended':
      return injectScalingSuspended(world, fault);
    default: {
      // Drill files are checked by the schema; what comes past it was not.
      const { kind } = fault as { kind: string };
      throw new SteadyError('FAULT_UNKNOWN', { fault: kind, reason: 'there is no such kind of fault' });
    }
  }
}
