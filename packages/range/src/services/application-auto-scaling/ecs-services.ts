import type { Service } from '../../world/service.ts';
import type { World } from '../../world/world.ts';
import type { FindScaled, Scaled } from './scalable-target.ts';

/** The resource id of a service of the region's one cluster. */
export function resourceIdOf(cluster: string, service: string): string {
  return `service/${cluster}/${service}`;
}

/** The services of a region as what is scaled. */
export function scaledServices(world: Pick<World, 'services' | 'stack'>): FindScaled {
  return (resourceId) => {
    const { services, stack } = world;
    const service = services.find(({ spec }) => resourceIdOf(stack.cluster.name, spec.name) === resourceId);
    return service && scaled(service);
  };
}

function scaled(service: Service): Scaled {
  return {
    get desiredCount() {
      return service.desiredCount;
    },
    get isDeploying() {
      return service.newest.rolloutState === 'IN_PROGRESS' || service.deployments.length > 1;
    },
    setDesiredCount(count, onOver) {
      const isOut = count > service.desiredCount;
      service.update({ desiredCount: count });
      const stopListening = service.onChange(() => {
        const isReached = isOut ? healthyTasks(service) >= count : service.tasks.size <= count;
        const isOverridden = isOut ? service.desiredCount < count : service.desiredCount > count;
        if (!isReached && !isOverridden) return;
        stopListening();
        onOver(isReached);
      });
    },
  };
}

function healthyTasks({ tasks }: Service): number {
  return [...tasks].filter(({ health, leaving }) => health === 'HEALTHY' && !leaving).length;
}
