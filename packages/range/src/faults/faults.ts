import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import { type DependencyWorld, injectDependencyFault } from './dependency.ts';
import { injectKillTasks, type KillWorld } from './kill-tasks.ts';
import { injectTraffic, type TrafficWorld } from './traffic.ts';

/** What of the range can be broken. */
export type FaultWorld = DependencyWorld & KillWorld & TrafficWorld;

/** Breaks something. Rejects with FAULT_UNKNOWN for what this range does not have. */
export async function injectFault(world: FaultWorld, fault: Fault): Promise<InjectedFault> {
  switch (fault.kind) {
    case 'dependency':
      return injectDependencyFault(world, fault);
    case 'traffic':
      return injectTraffic(world, fault);
    case 'kill-tasks':
      return injectKillTasks(world, fault);
    default: {
      // Drill files are checked by the schema; what comes past it was not.
      const { kind } = fault as { kind: string };
      throw new SteadyError('FAULT_UNKNOWN', { fault: kind, reason: 'there is no such kind of fault' });
    }
  }
}
