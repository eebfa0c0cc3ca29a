import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  UntagResourceRequest,
} from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { findService, findTask, isCluster } from '../find.ts';
import { setTags, tagsOf } from '../tags.ts';
import type { EcsWorld } from '../world.ts';

export function tagResource(world: EcsWorld, input: Checked<TagResourceRequest>): object {
  checkResource(world, input.resourceArn);
  setTags(world, input.resourceArn, input.tags);
  return {};
}

export function untagResource(world: EcsWorld, input: Checked<UntagResourceRequest>): object {
  checkResource(world, input.resourceArn);
  for (const key of input.tagKeys) world.tags.get(input.resourceArn)?.delete(key);
  return {};
}

export function listTagsForResource(
  world: EcsWorld,
  input: Checked<ListTagsForResourceRequest>,
): ListTagsForResourceResponse {
  checkResource(world, input.resourceArn);
  return { tags: tagsOf(world, input.resourceArn) };
}

function checkResource(world: EcsWorld, arn: string): void {
  const [kind = ''] = arn.split(':').slice(5).join(':').split('/');
  const found = {
    cluster: () => isCluster(world, arn),
    service: () => findService(world, arn) !== undefined,
    task: () => findTask(world, arn) !== undefined,
    'task-definition': () => world.definitions.find(arn) !== undefined,
  }[kind];
  if (found?.()) return;
  if (!found)
    throw new AwsError('InvalidParameterException', 'Invalid identifier: Identifier is for an unknown resource.');
  throw new AwsError('InvalidParameterException', 'The specified resource is not found.');
}
