import type { Deployment as DeploymentView, Service as ServiceView } from '@aws-sdk/client-ecs';
import { countIn, type Deployment } from '../../world/deployment.ts';
import type { Service } from '../../world/service.ts';
import { PLATFORM } from './platform.ts';
import { tagsOf } from './tags.ts';
import type { EcsWorld } from './world.ts';

export function serviceView(world: EcsWorld, service: Service): ServiceView {
  const { names } = world;
  const { spec, tasks, settings } = service;
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
      minimumHealthyPercent: settings.minimumHealthyPercent,
      maximumPercent: settings.maximumPercent,
      deploymentCircuitBreaker: { ...settings.circuitBreaker },
      strategy: 'ROLLING',
    },
    deploymentController: { type: 'ECS' },
    deployments: service.deployments.map((deployment) => deploymentView(service, deployment)),
    loadBalancers: service.targetGroups.map((group) => ({
      targetGroupArn: group.arn,
      containerName: spec.container,
      containerPort: spec.port,
    })),
    healthCheckGracePeriodSeconds: settings.healthGraceSeconds,
    events: service.events.map(({ id, createdAt, message }) => ({ id, createdAt: new Date(createdAt), message })),
    createdAt: new Date(service.createdAt),
    networkConfiguration: networkOf(world, service),
    schedulingStrategy: 'REPLICA',
    enableECSManagedTags: false,
    enableExecuteCommand: settings.executeCommand,
    propagateTags: 'NONE',
    placementConstraints: [],
    placementStrategy: [],
    serviceRegistries: [],
    tags: tagsOf(world, service.arn),
  };
}

function networkOf({ stack, names }: EcsWorld, { spec }: Service): ServiceView['networkConfiguration'] {
  const groups = stack.securityGroups.filter(({ id }) => spec.securityGroups.includes(id));
  const securityGroups = groups.map(({ name }) => names.securityGroupId(name));
  return { awsvpcConfiguration: { subnets: [], securityGroups, assignPublicIp: 'DISABLED' } };
}

function deploymentView({ tasks }: Service, deployment: Deployment): DeploymentView {
  const { id, rolloutState, rolloutStateReason, status } = deployment;
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
    rolloutStateReason,
  };
}
