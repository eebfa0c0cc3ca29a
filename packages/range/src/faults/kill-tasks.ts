import type { Fault, InjectedFault } from '@steadyhand/contracts';
import type { Service } from '../world/service.ts';
import { findService } from './find-service.ts';

export interface KillWorld {
  readonly services: readonly Service[];
}

/** Tasks of a service end as if the kernel had killed them; the service replaces them, so there is nothing to clear. */
export async function injectKillTasks(
  { services }: KillWorld,
  { service: wanted, count }: Extract<Fault, { kind: 'kill-tasks' }>,
): Promise<InjectedFault> {
  const service = findService(services, wanted, 'kill-tasks');
  const killed = service.killTasks(count);
  return {
    text: `${killed.length} ${killed.length === 1 ? 'task' : 'tasks'} of ${service.spec.name} killed`,
    over: Promise.resolve(),
    clear: async () => {},
  };
}
