import { SteadyError } from '@steadyhand/contracts';
import type { Service } from '../world/service.ts';

/** By id in the stack or by name. Throws FAULT_UNKNOWN with those that there are. */
export function findService(services: readonly Service[], wanted: string, fault: string): Service {
  const service = services.find(({ spec }) => spec.id === wanted || spec.name === wanted);
  if (service) return service;
  const reason = `the stack has no service of this name; it has: ${services.map(({ spec }) => spec.id).join(', ')}`;
  throw new SteadyError('FAULT_UNKNOWN', { fault: `${fault} ${wanted}`, reason });
}
