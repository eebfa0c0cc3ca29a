import type { Clock, Stack } from '@steadyhand/contracts';
import type { Names } from './names.ts';
import { secretHolding } from './secret-holding.ts';
import type { Values } from './values.ts';

/** One revision of what a task runs. Revisions are never edited. */
export interface TaskDefinition {
  readonly family: string;
  readonly revision: number;
  readonly arn: string;
  /** On the range's clock. */
  readonly registeredAt: number;
  readonly container: ContainerDefinition;
  /** On the range's clock; null while it is ACTIVE. Nothing new runs it once it is not. */
  deregisteredAt: number | null;
}

export interface ContainerDefinition {
  readonly name: string;
  /** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG` */
  readonly image: string;
  /** Runs instead of the image's own program. */
  readonly command?: readonly string[];
  /** Units of which 1024 are one core. */
  readonly cpu: number;
  /** Megabytes above which the task is killed. */
  readonly memory: number;
  /** Null for a container that listens nowhere. */
  readonly port: number | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Variables whose values are looked up in Secrets Manager whenever a task starts: name → `valueFrom`. */
  readonly secrets?: Readonly<Record<string, string>>;
  readonly logGroup: string;
}

export interface TaskDefinitions {
  register(family: string, container: ContainerDefinition): TaskDefinition;
  /** By ARN, by `family:revision` or, for the latest active revision, by `family`. */
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
      const registeredAt = clock.now();
      const definition = { family, revision, arn, registeredAt, container, deregisteredAt: null };
      all.push(definition);
      return definition;
    },
    find(key) {
      const short = key.slice(key.lastIndexOf('/') + 1);
      return all.findLast(
        ({ family, revision, deregisteredAt }) =>
          short === `${family}:${revision}` || (short === family && deregisteredAt === null),
      );
    },
    all: () => all,
  };
}

/** What every service of a stack runs first. */
export const FIRST_TAG = '1';

/** The repository of a service's image; named after the image's folder when the stack names none. */
export function repositoryOf({ repository, image }: Stack['services'][number], { repositories }: Stack): string {
  return repositories.find(({ id }) => id === repository)?.name ?? image;
}

/** What a secret of the stack holds is given by reference, as ECS does; the rest is text. */
export function variablesOf({ environment }: Stack['services'][number], stack: Stack, values: Values) {
  const entries = Object.entries(environment).map(([name, value]) => ({
    name,
    value,
    secret: secretHolding(stack, value),
  }));
  return {
    environment: Object.fromEntries(
      entries.flatMap(({ name, value, secret }) => (secret ? [] : [[name, values.resolve(value)]])),
    ),
    secrets: Object.fromEntries(
      entries.flatMap(({ name, secret }) =>
        secret ? [[name, values.attribute({ ref: 'secret', id: secret.id, attribute: 'arn' })]] : [],
      ),
    ),
  };
}

/** The first revision of a service's definition, as the stack describes it. */
export function containerOf(
  service: Stack['services'][number],
  stack: Stack,
  { names, values }: { names: Names; values: Values },
): ContainerDefinition {
  const { environment, secrets } = variablesOf(service, stack, values);
  return {
    name: service.container,
    image: `${names.repositoryUri(repositoryOf(service, stack))}:${FIRST_TAG}`,
    cpu: service.cpu,
    memory: service.memory,
    port: service.port,
    environment,
    ...(Object.keys(secrets).length > 0 && { secrets }),
    logGroup: service.logGroup,
  };
}
