import type { DescribeClustersRequest, DescribeClustersResponse, ListClustersResponse } from '@aws-sdk/client-ecs';
import type { Checked } from '../../../wire/service.ts';
import { countIn } from '../../../world/deployment.ts';
import type { TaskStatus } from '../../../world/task.ts';
import { isCluster } from '../find.ts';
import type { EcsWorld } from '../world.ts';

export function describeClusters(world: EcsWorld, input: Checked<DescribeClustersRequest>): DescribeClustersResponse {
  const asked = input.clusters?.length ? input.clusters : ['default'];
  const missing = asked.filter((cluster) => !isCluster(world, cluster));
  return {
    clusters: asked.length > missing.length ? [clusterView(world)] : [],
    failures: missing.map((arn) => ({ arn, reason: 'MISSING' })),
  };
}

export function listClusters({ names, stack }: EcsWorld): ListClustersResponse {
  return { clusterArns: stack.cluster.name === '' ? [] : [names.cluster()] };
}

function clusterView({ names, stack, services, oneOffTasks }: EcsWorld) {
  const tasks = services.flatMap((service) => [...service.tasks]);
  const others = [...oneOffTasks.running];
  const oneOff = (status: TaskStatus) => others.filter((task) => task.status === status).length;
  return {
    clusterArn: names.cluster(),
    clusterName: stack.cluster.name,
    status: 'ACTIVE',
    registeredContainerInstancesCount: 0,
    runningTasksCount: countIn(tasks, 'RUNNING') + oneOff('RUNNING'),
    pendingTasksCount: countIn(tasks, 'PENDING') + oneOff('PENDING'),
    activeServicesCount: services.length,
    statistics: [],
    tags: [],
    settings: [],
    capacityProviders: ['FARGATE'],
    defaultCapacityProviderStrategy: [],
  };
}
