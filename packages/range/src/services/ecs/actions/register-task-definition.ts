import type { RegisterTaskDefinitionRequest, RegisterTaskDefinitionResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { ContainerDefinition } from '../../../world/task-definitions.ts';
import { checkMembers, notImplemented } from '../find.ts';
import { setTags, tagsOf } from '../tags.ts';
import { taskDefinitionView } from '../task-definition-view.ts';
import type { EcsWorld } from '../world.ts';

type Input = Checked<RegisterTaskDefinitionRequest>;
type Container = Input['containerDefinitions'][number];

const SUPPORTED = ['family', 'networkMode', 'requiresCompatibilities', 'cpu', 'memory', 'containerDefinitions', 'tags'];
const CONTAINER_SUPPORTED = [
  ...['name', 'image', 'cpu', 'memory', 'memoryReservation', 'essential', 'command', 'portMappings', 'environment'],
  ...['secrets', 'logConfiguration'],
];

/** Takes what DescribeTaskDefinition gives, less what the API itself does not take back. */
export function registerTaskDefinition(world: EcsWorld, input: Input): RegisterTaskDefinitionResponse {
  checkMembers('RegisterTaskDefinition', input, SUPPORTED);
  if (input.networkMode !== 'awsvpc') {
    if (input.requiresCompatibilities?.includes('FARGATE'))
      throw invalid('Fargate only supports network mode ‘awsvpc’.');
    throw notImplemented('RegisterTaskDefinition for instances of EC2 (no networkMode awsvpc)');
  }
  const definition = world.definitions.register(input.family, containerDefinition(input));
  setTags(world, definition.arn, input.tags ?? []);
  return { taskDefinition: taskDefinitionView(world, definition), tags: tagsOf(world, definition.arn) };
}

/** A task of the range is one process, so its definition has one container. */
function containerDefinition(input: Input): ContainerDefinition {
  const [container, second] = input.containerDefinitions;
  if (!container) throw invalid('Container definitions cannot be empty.');
  if (second) throw notImplemented('RegisterTaskDefinition with more than one container');
  checkMembers('RegisterTaskDefinition with a container', container, CONTAINER_SUPPORTED);
  if (container.essential === false) throw invalid('Task definition does not have any essential container.');
  const { name, image, command } = container;
  if (!name || !image) throw invalid('Container.name and Container.image should not be null or empty.');
  const cpu = Number(input.cpu ?? container.cpu);
  const memory = Number(input.memory ?? container.memory);
  if (!(cpu > 0) || !(memory > 0)) throw invalid('Fargate requires that cpu and memory be defined at the task level.');
  return {
    name,
    image,
    cpu,
    memory,
    ...(command?.length && { command }),
    port: portOf(container),
    environment: Object.fromEntries((container.environment ?? []).map(({ name = '', value = '' }) => [name, value])),
    ...(container.secrets?.length && {
      secrets: Object.fromEntries(container.secrets.map(({ name, valueFrom }) => [name, valueFrom])),
    }),
    logGroup: logGroupOf(container),
  };
}

function portOf({ portMappings = [] }: Container): number | null {
  if (portMappings.length > 1) throw notImplemented('RegisterTaskDefinition with more than one port mapping');
  return portMappings[0]?.containerPort ?? null;
}

function logGroupOf({ logConfiguration }: Container): string {
  const group = logConfiguration?.options?.['awslogs-group'];
  if (logConfiguration && logConfiguration.logDriver !== 'awslogs') {
    throw notImplemented(`RegisterTaskDefinition with the log driver ${logConfiguration.logDriver}`);
  }
  if (group === undefined) throw notImplemented('RegisterTaskDefinition without an awslogs-group');
  return group;
}

function invalid(message: string): AwsError {
  return new AwsError('ClientException', message);
}
