import type { Container as ContainerView, Task as TaskView } from '@aws-sdk/client-ecs';
import type { Task } from '../../world/task.ts';
import { PLATFORM } from './platform.ts';
import { tagsOf } from './tags.ts';
import type { EcsWorld, OwnedTask } from './world.ts';

export function taskView(world: EcsWorld, { task, service }: OwnedTask): TaskView {
  const { names } = world;
  const { container } = task.definition;
  const entry = service && [...service.tasks].find((candidate) => candidate.task === task);
  const healthStatus = entry?.health ?? 'UNKNOWN';
  const arn = names.task(task.id);
  return {
    taskArn: arn,
    clusterArn: names.cluster(),
    taskDefinitionArn: task.definition.arn,
    group: task.group,
    ...(task.startedBy !== '' && { startedBy: task.startedBy }),
    lastStatus: task.status,
    desiredStatus: desiredStatusOf(task),
    healthStatus,
    connectivity: task.status === 'RUNNING' ? 'CONNECTED' : 'DISCONNECTED',
    cpu: String(container.cpu),
    memory: String(container.memory),
    ...PLATFORM,
    version: versionOf(task),
    availabilityZone: `${names.region}a`,
    enableExecuteCommand: task.executeCommand,
    createdAt: new Date(task.createdAt),
    ...(task.startedAt !== null && {
      startedAt: new Date(task.startedAt),
      connectivityAt: new Date(task.startedAt),
      pullStartedAt: new Date(task.createdAt),
      pullStoppedAt: new Date(task.startedAt),
    }),
    ...(task.stoppingAt !== null && { stoppingAt: new Date(task.stoppingAt) }),
    ...(task.stoppedAt !== null && {
      stoppedAt: new Date(task.stoppedAt),
      executionStoppedAt: new Date(task.stoppedAt),
    }),
    ...(task.stopCode && { stopCode: task.stopCode, stoppedReason: task.stoppedReason }),
    containers: [{ ...containerView(task, arn), healthStatus }],
    attachments: attachmentsOf(task),
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    overrides: overridesOf(task),
    tags: tagsOf(world, arn),
  };
}

export function desiredStatusOf({ status, stoppingAt }: Task): 'RUNNING' | 'STOPPED' {
  return stoppingAt === null && (status === 'PENDING' || status === 'RUNNING') ? 'RUNNING' : 'STOPPED';
}

/** It grows with every change of state. */
function versionOf({ startedAt, stoppingAt, stoppedAt }: Task): number {
  return 1 + [startedAt, stoppingAt, stoppedAt].filter((at) => at !== null).length;
}

function containerView(task: Task, arn: string): ContainerView {
  const { container } = task.definition;
  const address = task.address?.host;
  const failedToStart = task.stopCode === 'TaskFailedToStart' || task.stoppedReason.startsWith('OutOfMemoryError');
  return {
    containerArn: `${arn.replace(':task/', ':container/')}/${container.name}`,
    taskArn: arn,
    name: container.name,
    image: container.image,
    ...(task.image && { imageDigest: task.image.digest }),
    runtimeId: runtimeIdOf(task),
    lastStatus: containerStatus(task),
    cpu: String(container.cpu),
    memory: String(container.memory),
    networkBindings: [],
    networkInterfaces: address === undefined ? [] : [{ attachmentId: task.id, privateIpv4Address: address }],
    ...(task.executeCommand && {
      managedAgents: [
        {
          name: 'ExecuteCommandAgent',
          lastStatus: containerStatus(task),
          ...(task.startedAt !== null && { lastStartedAt: new Date(task.startedAt) }),
        },
      ],
    }),
    ...(task.exitCode !== null && { exitCode: task.exitCode }),
    ...(failedToStart && { reason: task.stoppedReason }),
  };
}

export function runtimeIdOf({ id, createdAt }: Pick<Task, 'id' | 'createdAt'>): string {
  return `${id}-${createdAt % 10_000_000_000}`;
}

/** A container is there, or is coming, or is gone; only its task is being ended. */
function containerStatus({ status, program }: Task): 'PENDING' | 'RUNNING' | 'STOPPED' {
  if (status === 'STOPPED' || program?.exit) return 'STOPPED';
  return program ? 'RUNNING' : 'PENDING';
}

function attachmentsOf({ id, address, status }: Task): TaskView['attachments'] {
  if (!address) return [];
  return [
    {
      id,
      type: 'ElasticNetworkInterface',
      status: status === 'STOPPED' ? 'DELETED' : 'ATTACHED',
      details: [
        { name: 'networkInterfaceId', value: `eni-${id.slice(0, 17)}` },
        { name: 'privateIPv4Address', value: address.host },
      ],
    },
  ];
}

function overridesOf({ definition, overrides }: Task): TaskView['overrides'] {
  const { command, environment } = overrides;
  const own = {
    name: definition.container.name,
    ...(command && { command: [...command] }),
    ...(environment && { environment: Object.entries(environment).map(([name, value]) => ({ name, value })) }),
  };
  return { containerOverrides: command || environment ? [own] : [], inferenceAcceleratorOverrides: [] };
}
