import { type Fault, type InjectedFault, type Stack, SteadyError } from '@steadyhand/contracts';
import type { ApplicationAutoScaling } from '../services/application-auto-scaling/application-auto-scaling.ts';
import { resourceIdOf } from '../services/application-auto-scaling/ecs-services.ts';
import type { Service } from '../world/service.ts';

export interface ScalingWorld {
  readonly services: readonly Service[];
  readonly autoScaling: ApplicationAutoScaling;
  readonly world: { readonly stack: Stack };
}

/** Suspends what scales a service, as somebody who forgot to resume it; clearing it resumes. */
export async function injectScalingSuspended(
  { services, autoScaling, world }: ScalingWorld,
  { service: wanted }: Extract<Fault, { kind: 'scaling-suspended' }>,
): Promise<InjectedFault> {
  const service = services.find(({ spec }) => spec.id === wanted || spec.name === wanted);
  const resume = service && autoScaling.suspend(resourceIdOf(world.stack.cluster.name, service.spec.name));
  if (!service || !resume) {
    const reason = service ? 'it is no scalable target' : 'the stack has no service of this name';
    throw new SteadyError('FAULT_UNKNOWN', { fault: `scaling-suspended ${wanted}`, reason });
  }
  return {
    text: `dynamic scaling of ${service.spec.name} suspended`,
    over: Promise.resolve(),
    clear: async () => resume(),
  };
}
