import type { Stack } from '@steadyhand/contracts';
import type { Exporting } from '../exporting.ts';
import type { Template, Tree } from '../tree.ts';
import { isMade, isSecret, taskSecretId } from './secrets.ts';

type Service = Stack['services'][number];

/** What a container is told: plain values, and secrets by the ARN at which ECS fetches them. In order of their names. */
export interface ContainerVariables {
  plain: { name: string; value: Tree }[];
  secret: { name: string; id: string }[];
}

export function variablesOf({ stack, say }: Exporting, { id, environment }: Service): ContainerVariables {
  const variables: ContainerVariables = { plain: [], secret: [] };
  for (const [name, value] of Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isMade(value) && isSecret(stack, value)) {
      variables.secret.push({ name, id: taskSecretId(value, { service: id, variable: name }) });
    } else {
      variables.plain.push({ name, value: say(value) });
    }
  }
  return variables;
}

/** The image of a service: by its tag in the repository, or whatever the input says. */
export function imageOf({ text, attribute, input }: Exporting, { id, repository }: Service): Template {
  if (repository === undefined) return input(`${id}-image`);
  return text`${attribute('repository', repository, 'uri')}:${input('image-tag')}`;
}

export function targetGroupsOf({ targetGroups }: Stack, service: string): Stack['targetGroups'] {
  return targetGroups.filter((group) => group.service === service);
}

/** Each log group once, though several services may share one. */
export function logGroupsOf({ services }: Stack): string[] {
  return [...new Set(services.map(({ logGroup }) => logGroup))];
}
