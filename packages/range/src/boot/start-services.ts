import { SteadyError } from '@steadyhand/contracts';
import { Service } from '../world/service.ts';
import type { TaskWorld } from '../world/task.ts';
import { containerOf } from '../world/task-definitions.ts';
import type { Values } from '../world/values.ts';
import { groupIdsOf, rememberStopped, type World } from '../world/world.ts';
import type { Part } from './parts.ts';

/** A start with this many tasks that end before they are healthy has failed. */
const FAILURES_MAX = 3;

export interface ServicePartsOptions {
  world: World;
  values: Values;
  tasks: TaskWorld;
  /** Gives up when it aborts. */
  signal: AbortSignal;
}

/** The services of the stack; each part is up when all its tasks are healthy. */
export function serviceParts({ world, values, tasks, signal }: ServicePartsOptions): Part[] {
  const { definitions, names, stack, targetGroups } = world;
  return stack.services.map((spec) => {
    const service: Service = new Service({
      spec,
      arn: names.service(spec.name),
      definition: definitions.register(spec.name, containerOf(spec, stack, { names, values })),
      targetGroups: [...targetGroups.values()].filter((group) => group.spec.service === spec.id),
      world: { ...tasks, env: { ...tasks.env, STEADY_RANGE_GROUPS: groupIdsOf(world, spec).join(',') } },
      onStopped: (task) => rememberStopped(world, service, task),
    });
    world.services.push(service);
    const started = untilSteady(service, world, signal);
    service.start();
    return { name: `service ${spec.name}`, started };
  });
}

/** Rejects with RANGE_START_FAILED and what a task said last. */
export function untilSteady(service: Service, { stopped }: World, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const part = `service ${service.spec.name}`;
    const lastOutput = () => {
      const last = stopped.find((entry) => entry.service === service)?.task ?? [...service.tasks][0]?.task;
      return [last?.stoppedReason, last?.program?.tail()].filter(Boolean).join('\n') || 'its tasks printed nothing';
    };
    const fail = () => {
      stopListening();
      reject(new SteadyError('RANGE_START_FAILED', { part, reason: lastOutput() }));
    };
    const stopListening = service.onChange(() => {
      if (!service.isSteady && service.newest.failedTasks < FAILURES_MAX) return;
      signal.removeEventListener('abort', fail);
      if (!service.isSteady) return fail();
      stopListening();
      resolve();
    });
    signal.addEventListener('abort', fail, { once: true });
  });
}
