import type { TaskDefinition as TaskDefinitionView } from '@aws-sdk/client-ecs';
import type { TaskDefinition } from '../../world/task-definitions.ts';
import type { EcsWorld } from './world.ts';

export function taskDefinitionView({ names }: EcsWorld, definition: TaskDefinition): TaskDefinitionView {
  const { container, family, revision, arn, deregisteredAt } = definition;
  const { port, command } = container;
  return {
    taskDefinitionArn: arn,
    family,
    revision,
    status: deregisteredAt === null ? 'ACTIVE' : 'INACTIVE',
    networkMode: 'awsvpc',
    requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.ecr-auth' }, { name: 'ecs.capability.task-eni' }],
    requiresCompatibilities: ['FARGATE'],
    compatibilities: ['EC2', 'FARGATE'],
    cpu: String(container.cpu),
    memory: String(container.memory),
    registeredAt: new Date(definition.registeredAt),
    registeredBy: `arn:aws:iam::${names.account}:root`,
    ...(deregisteredAt !== null && { deregisteredAt: new Date(deregisteredAt) }),
    volumes: [],
    placementConstraints: [],
    containerDefinitions: [
      {
        name: container.name,
        image: container.image,
        cpu: container.cpu,
        memory: container.memory,
        essential: true,
        ...(command && { command: [...command] }),
        portMappings: port === null ? [] : [{ containerPort: port, hostPort: port, protocol: 'tcp' }],
        environment: Object.entries(container.environment).map(([name, value]) => ({ name, value })),
        ...(container.secrets && {
          secrets: Object.entries(container.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
        }),
        mountPoints: [],
        volumesFrom: [],
        systemControls: [],
        logConfiguration: {
          logDriver: 'awslogs',
          options: {
            'awslogs-group': container.logGroup,
            'awslogs-region': names.region,
            'awslogs-stream-prefix': container.name,
          },
        },
      },
    ],
  };
}
