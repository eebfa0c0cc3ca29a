import type {
  Deployment as DeploymentView,
  Service as ServiceView,
  TaskDefinition as TaskDefinitionView,
  Task as TaskView,
} from '@aws-sdk/client-ecs';
import { countIn, type Deployment } from '../../world/deployment.ts';
import type { Service } from '../../world/service.ts';
import type { Task } from '../../world/task.ts';
import type { TaskDefinition } from '../../world/task-definitions.ts';
import type { EcsWorld } from './world.ts';

const PLATFORM = { launchType: 'FARGATE', platformVersion: '1.4.0', platformFamily: 'Linux' } as const;

export function serviceView({ names }: EcsWorld, service: Service): ServiceView {
  const { spec, tasks } = service;
  return {
    serviceArn: service.arn,
    serviceName: spec.name,
    clusterArn: names.cluster(),
    status: 'ACTIVE',
    desiredCount: service.desiredCount,
    runningCount: countIn(tasks, 'RUNNING'),
    pendingCount: countIn(tasks, 'PENDING'),
    ...PLATFORM,
    taskDefinition: service.newest.definition.arn,
    deploymentConfiguration: {
      minimumHealthyPercent: spec.minimumHealthyPercent,
      maximumPercent: spec.maximumPercent,
      deploymentCircuitBreaker: { enable: false, rollback: false },
    },
    deploymentController: { type: 'ECS' },
    deployments: service.deployments.map((deployment) => deploymentView(service, deployment)),
    loadBalancers: service.targetGroups.map((group) => ({
      targetGroupArn: group.arn,
      containerName: spec.container,
      containerPort: spec.port,
    })),
    healthCheckGracePeriodSeconds: spec.healthGraceSeconds,
    events: service.events.map(({ id, createdAt, message }) => ({ id, createdAt: new Date(createdAt), message })),
    createdAt: new Date(service.createdAt),
    schedulingStrategy: 'REPLICA',
    enableECSManagedTags: false,
    enableExecuteCommand: false,
    propagateTags: 'NONE',
    placementConstraints: [],
    placementStrategy: [],
    serviceRegistries: [],
  };
}

function deploymentView({ tasks }: Service, deployment: Deployment): DeploymentView {
  const { id, rolloutState, status } = deployment;
  return {
    id,
    status,
    taskDefinition: deployment.definition.arn,
    desiredCount: status === 'PRIMARY' ? deployment.desiredCount : 0,
    runningCount: countIn(tasks, 'RUNNING', deployment),
    pendingCount: countIn(tasks, 'PENDING', deployment),
    failedTasks: deployment.failedTasks,
    createdAt: new Date(deployment.createdAt),
    updatedAt: new Date(deployment.updatedAt),
    ...PLATFORM,
    rolloutState,
    rolloutStateReason: `ECS deployment ${id} ${rolloutState === 'COMPLETED' ? 'completed' : 'in progress'}.`,
  };
}

export function taskView(world: EcsWorld, service: Service, task: Task): TaskView {
  const { names } = world;
  const { container } = task.definition;
  const entry = [...service.tasks].find((candidate) => candidate.task === task);
  const healthStatus = entry?.health ?? 'UNKNOWN';
  const address = task.address?.host;
  return {
    taskArn: names.task(task.id),
    clusterArn: names.cluster(),
    taskDefinitionArn: task.definition.arn,
    group: `service:${service.spec.name}`,
    startedBy: task.startedBy,
    lastStatus: task.status,
    desiredStatus: task.status === 'PENDING' || task.status === 'RUNNING' ? 'RUNNING' : 'STOPPED',
    healthStatus,
    connectivity: task.status === 'RUNNING' ? 'CONNECTED' : 'DISCONNECTED',
    cpu: String(container.cpu),
    memory: String(container.memory),
    ...PLATFORM,
    availabilityZone: `${names.region}a`,
    enableExecuteCommand: false,
    createdAt: new Date(task.createdAt),
    ...(task.startedAt !== null && { startedAt: new Date(task.startedAt), connectivityAt: new Date(task.startedAt) }),
    ...(task.stoppingAt !== null && { stoppingAt: new Date(task.stoppingAt) }),
    ...(task.stoppedAt !== null && { stoppedAt: new Date(task.stoppedAt) }),
    ...(task.stopCode && { stopCode: task.stopCode, stoppedReason: task.stoppedReason }),
    containers: [
      {
        containerArn: `${names.task(task.id).replace(':task/', ':container/')}/${container.name}`,
        taskArn: names.task(task.id),
        name: container.name,
        image: container.image,
        runtimeId: `${task.id}-${task.program?.pid ?? 0}`,
        lastStatus: task.status,
        healthStatus,
        cpu: String(container.cpu),
        memory: String(container.memory),
        networkInterfaces: address === undefined ? [] : [{ privateIpv4Address: address }],
        ...(task.exitCode !== null && { exitCode: task.exitCode }),
        ...(task.exitCode === 137 && { reason: task.stoppedReason }),
      },
    ],
    attachments:
      address === undefined
        ? []
        : [
            {
              id: task.id,
              type: 'ElasticNetworkInterface',
              status: task.status === 'STOPPED' ? 'DELETED' : 'ATTACHED',
              details: [{ name: 'privateIPv4Address', value: address }],
            },
          ],
    overrides: { containerOverrides: [], inferenceAcceleratorOverrides: [] },
    tags: [],
  };
}

export function taskDefinitionView({ names }: EcsWorld, definition: TaskDefinition): TaskDefinitionView {
  const { container, family, revision, arn } = definition;
  return {
    taskDefinitionArn: arn,
    family,
    revision,
    status: 'ACTIVE',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    compatibilities: ['EC2', 'FARGATE'],
    cpu: String(container.cpu),
    memory: String(container.memory),
    registeredAt: new Date(definition.registeredAt),
    volumes: [],
    placementConstraints: [],
    containerDefinitions: [
      {
        name: container.name,
        image: container.image,
        cpu: container.cpu,
        memory: container.memory,
        essential: true,
        portMappings: [{ containerPort: container.port, hostPort: container.port, protocol: 'tcp' }],
        environment: Object.entries(container.environment).map(([name, value]) => ({ name, value })),
        mountPoints: [],
        volumesFrom: [],
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
