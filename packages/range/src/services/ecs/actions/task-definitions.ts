import type {
  DeregisterTaskDefinitionRequest,
  DeregisterTaskDefinitionResponse,
  DescribeTaskDefinitionRequest,
  DescribeTaskDefinitionResponse,
} from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { tagsOf } from '../tags.ts';
import { taskDefinitionView } from '../task-definition-view.ts';
import type { EcsWorld } from '../world.ts';

export function describeTaskDefinition(
  world: EcsWorld,
  input: Checked<DescribeTaskDefinitionRequest>,
): DescribeTaskDefinitionResponse {
  const definition = world.definitions.find(input.taskDefinition);
  if (!definition) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return { taskDefinition: taskDefinitionView(world, definition), tags: tagsOf(world, definition.arn) };
}

/** Nothing new can run it from now on; what runs goes on. */
export function deregisterTaskDefinition(
  world: EcsWorld,
  input: Checked<DeregisterTaskDefinitionRequest>,
): DeregisterTaskDefinitionResponse {
  const definition = world.definitions.find(input.taskDefinition);
  if (!/:\d+$/.test(input.taskDefinition)) {
    throw new AwsError('ClientException', `Invalid revision number. Number: ${input.taskDefinition}`);
  }
  if (!definition) throw new AwsError('ClientException', 'The specified task definition does not exist.');
  definition.deregisteredAt ??= world.clock.now();
  return { taskDefinition: taskDefinitionView(world, definition) };
}
