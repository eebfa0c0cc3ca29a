import type { Clock, Fault, InjectedFault } from '@steadyhand/contracts';
import type { Strain } from '../task/strain.ts';
import type { Service } from '../world/service.ts';
import type { Task } from '../world/task.ts';
import { findService } from './find-service.ts';
import { untilOver } from './until-over.ts';

export interface StrainWorld {
  readonly services: readonly Service[];
  /** Faults last as long as people and processes need, so on the wall. */
  readonly wall: Clock;
}

type StrainFault = Extract<Fault, { kind: 'event-loop-lag' | 'cpu-load' }>;

/**
 * The tasks of a service that run now are held up, or their processors are busy; those that start later are well. It ends
 * after `forSeconds`, or when cleared.
 */
export async function injectStrain({ services, wall }: StrainWorld, fault: StrainFault): Promise<InjectedFault> {
  const service = findService(services, fault.service, fault.kind);
  const tasks = [...service.tasks].map(({ task }) => task).filter(({ status }) => status === 'RUNNING');
  const [begin, end, what] = strainsOf(fault, service.spec.cpu / 1024);
  tellAll(tasks, begin);
  const cleared = new AbortController();
  const over = untilOver(wall, fault.forSeconds, cleared.signal).then(() => tellAll(tasks, end));
  return {
    text: `${tasks.length} tasks of ${service.spec.name}: ${what}`,
    over,
    async clear() {
      cleared.abort();
      await over;
    },
  };
}

/** How it begins, how it ends, and what it is. */
function strainsOf(fault: StrainFault, cores: number): [Strain, Strain, string] {
  if (fault.kind === 'cpu-load') {
    return [{ burnCores: (fault.percent / 100) * cores }, { burnCores: 0 }, `${fault.percent} % of their CPU busy`];
  }
  return [{ lagMs: fault.milliseconds }, { lagMs: 0 }, `event loop held up for ${fault.milliseconds} ms a turn`];
}

function tellAll(tasks: readonly Task[], steadyStrain: Strain): void {
  for (const { program } of tasks) program?.send({ steadyStrain });
}
