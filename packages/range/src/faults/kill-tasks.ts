import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import type { Service } from '../world/service.ts';

export interface KillWorld {
  readonly services: readonly Service[];
}

/** Tasks of a service end as if the kernel had killed them; the service replaces them, so there is nothing to clear. */
export async function injectKillTasks(
  { services }: KillWorld,
  { service: wanted, count }: Extract<Fault, { kind: 'kill-tasks' }>,
): Promise<InjectedFault> {
  const service = services.find(({ spec }) => spec.id === wanted || spec.name === wanted);
  if (!service) {
    const known = services.map(({ spec }) => spec.id).join(', ');
    const reason = `the stack has no service of this name; it has: ${known}`;
    throw new SteadyError('FAULT_UNKNOWN', { fault: `kill-tasks ${wanted}`, reason });
  }
  const killed = service.killTasks(count);
  return {
    text: `${killed.length} ${killed.length === 1 ? 'task' : 'tasks'} of ${service.spec.name} killed`,
    over: Promise.resolve(),
    clear: async () => {},
  };
}
