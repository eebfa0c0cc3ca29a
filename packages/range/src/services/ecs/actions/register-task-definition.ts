import type { RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { ContainerDefinition } from '../../../world/task-definitions.ts';
import { notImplemented } from '../find.ts';
import { taskDefinitionView } from '../views.ts';
import type { EcsWorld } from '../world.ts';

type Input = Checked<RegisterTaskDefinitionRequest>;

export function registerTaskDefinition(world: EcsWorld, input: Input): RegisterTaskDefinitionResponse {
  const definition = world.definitions.register(input.family, containerDefinition(input));
  return { taskDefinition: taskDefinitionView(world, definition), tags: [] };
}

/** A task of the range is one process, so its definition has one container. */
function containerDefinition(input: Input): ContainerDefinition {
  const [container, second] = input.containerDefinitions;
  if (!container) throw invalid('Container definitions cannot be empty.');
  if (second) throw notImplemented('RegisterTaskDefinition with more than one container');
  if (container.secrets?.length) throw notImplemented('RegisterTaskDefinition with secrets');
  if (container.command?.length) throw notImplemented('RegisterTaskDefinition with a command');
  const cpu = Number(input.cpu ?? container.cpu);
  const memory = Number(input.memory ?? container.memory);
  const port = container.portMappings?.[0]?.containerPort;
  const logGroup = container.logConfiguration?.options?.['awslogs-group'];
  if (!container.name || !container.image)
    throw invalid('Container.name and Container.image should not be null or empty.');
  if (!(cpu > 0) || !(memory > 0)) throw invalid('Fargate requires that cpu and memory be defined at the task level.');
  if (port === undefined) throw notImplemented('RegisterTaskDefinition without a port mapping');
  if (logGroup === undefined) throw notImplemented('RegisterTaskDefinition without an awslogs-group');
  const environment = Object.fromEntries(
    (container.environment ?? []).map(({ name = '', value = '' }) => [name, value]),
  );
  return { name: container.name, image: container.image, cpu, memory, port, environment, logGroup };
}

function invalid(message: string): AwsError {
  return new AwsError('ClientException', message);
}
