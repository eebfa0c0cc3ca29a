import type { ListTaskDefinitionsRequest, ListTaskDefinitionsResponse } from '@aws-sdk/client-ecs';
import type { Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import type { EcsWorld } from '../world.ts';

const LISTED_DEFAULT = 100;

/** Sorted by family and revision; `familyPrefix` is the whole name of a family. */
export function listTaskDefinitions(
  { definitions }: EcsWorld,
  input: Checked<ListTaskDefinitionsRequest>,
): ListTaskDefinitionsResponse {
  const active = input.status === undefined || input.status === 'ACTIVE';
  const matching = definitions
    .all()
    .filter(({ family }) => active && (input.familyPrefix === undefined || family === input.familyPrefix))
    .sort((a, b) => a.family.localeCompare(b.family) || a.revision - b.revision)
    .map(({ arn }) => arn);
  const { items, nextToken } = page(input.sort === 'DESC' ? matching.reverse() : matching, {
    limit: input.maxResults ?? LISTED_DEFAULT,
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return { taskDefinitionArns: items, nextToken };
}
