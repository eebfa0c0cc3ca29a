import type { DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { taskDefinitionView } from '../views.ts';
import type { EcsWorld } from '../world.ts';

export function describeTaskDefinition(
  world: EcsWorld,
  input: Checked<DescribeTaskDefinitionRequest>,
): DescribeTaskDefinitionResponse {
  const definition = world.definitions.find(input.taskDefinition);
  if (!definition) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return { taskDefinition: taskDefinitionView(world, definition), tags: [] };
}
