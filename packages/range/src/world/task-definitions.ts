import type { Clock, Stack } from '@steadyhand/contracts';
import type { Names } from './names.ts';
import type { Values } from './values.ts';

/** One revision of what a task runs. Revisions are never edited. */
export interface TaskDefinition {
  readonly family: string;
  readonly revision: number;
  readonly arn: string;
  /** On the range's clock. */
  readonly registeredAt: number;
  readonly container: ContainerDefinition;
}

export interface ContainerDefinition {
  readonly name: string;
  /** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/FOLDER:TAG`; the folder, relative to the system, holds the program. */
  readonly image: string;
  /** Units of which 1024 are one core. */
  readonly cpu: number;
  /** Megabytes above which the task is killed. */
  readonly memory: number;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
}

export interface TaskDefinitions {
  register(family: string, container: ContainerDefinition): TaskDefinition;
  /** By ARN, by `family:revision` or, for the latest revision, by `family`. */
  find(key: string): TaskDefinition | undefined;
  /** Oldest first. */
  all(): readonly TaskDefinition[];
}

export function createTaskDefinitions(names: Names, clock: Clock): TaskDefinitions {
  const all: TaskDefinition[] = [];
  return {
    register(family, container) {
      const revision = all.filter((definition) => definition.family === family).length + 1;
      const arn = names.taskDefinition(family, revision);
      const definition = { family, revision, arn, registeredAt: clock.now(), container };
      all.push(definition);
      return definition;
    },
    find(key) {
      const short = key.slice(key.lastIndexOf('/') + 1);
      return all.findLast(
        (definition) => short === definition.family || short === `${definition.family}:${definition.revision}`,
      );
    },
    all: () => all,
  };
}

/** The first revision of a service's definition, as the stack describes it. */
export function containerOf(service: Stack['services'][number], names: Names, values: Values): ContainerDefinition {
  return {
    name: service.container,
    image: `${names.account}.dkr.ecr.${names.region}.amazonaws.com/${service.image}:latest`,
    cpu: service.cpu,
    memory: service.memory,
    port: service.port,
    environment: values.resolveAll(service.environment),
    logGroup: service.logGroup,
  };
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/services/api:latest` → `services/api`. */
export function imageFolder(image: string): string {
  return image.replace(/^[^/]*\.amazonaws\.com\//, '').replace(/[:@][^/]*$/, '');
}
