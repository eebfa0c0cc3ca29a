import type {
  ListTaskDefinitionFamiliesRequest,
  ListTaskDefinitionFamiliesResponse,
  ListTaskDefinitionsRequest,
  ListTaskDefinitionsResponse,
} from '@aws-sdk/client-ecs';
import type { Checked } from '../../../wire/service.ts';
import type { TaskDefinition } from '../../../world/task-definitions.ts';
import { page } from '../../page.ts';
import type { EcsWorld } from '../world.ts';

const LISTED_DEFAULT = 100;

/** Sorted by family and revision; `familyPrefix` is the whole name of a family. */
export function listTaskDefinitions(
  { definitions }: EcsWorld,
  input: Checked<ListTaskDefinitionsRequest>,
): ListTaskDefinitionsResponse {
  const matching = definitions
    .all()
    .filter((definition) => statusOf(definition) === (input.status ?? 'ACTIVE'))
    .filter(({ family }) => input.familyPrefix === undefined || family === input.familyPrefix)
    .sort((a, b) => a.family.localeCompare(b.family) || a.revision - b.revision)
    .map(({ arn }) => arn);
  const { items, nextToken } = pageOf(input.sort === 'DESC' ? matching.reverse() : matching, input);
  return { taskDefinitionArns: items, nextToken };
}

/** Families that have an active revision; here `familyPrefix` is the beginning of a name. */
export function listTaskDefinitionFamilies(
  { definitions }: EcsWorld,
  input: Checked<ListTaskDefinitionFamiliesRequest>,
): ListTaskDefinitionFamiliesResponse {
  const all = definitions.all();
  const isActive = (family: string) => all.some((one) => one.family === family && one.deregisteredAt === null);
  const families = [...new Set(all.map(({ family }) => family))]
    .filter((family) => family.startsWith(input.familyPrefix ?? ''))
    .filter((family) => (input.status ?? 'ALL') === 'ALL' || isActive(family) === (input.status === 'ACTIVE'))
    .sort();
  const { items, nextToken } = pageOf(families, input);
  return { families: items, nextToken };
}

function statusOf({ deregisteredAt }: TaskDefinition): 'ACTIVE' | 'INACTIVE' {
  return deregisteredAt === null ? 'ACTIVE' : 'INACTIVE';
}

function pageOf(items: readonly string[], input: { maxResults?: number | undefined; nextToken?: string | undefined }) {
  return page(items, {
    limit: input.maxResults ?? LISTED_DEFAULT,
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
}
