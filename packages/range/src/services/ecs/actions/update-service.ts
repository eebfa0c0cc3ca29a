import type { UpdateServiceRequest, UpdateServiceResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { checkCluster, findService, notImplemented } from '../find.ts';
import { serviceView } from '../views.ts';
import type { EcsWorld } from '../world.ts';

const CHANGEABLE = new Set(['cluster', 'service', 'desiredCount', 'taskDefinition', 'forceNewDeployment']);

/** Changes count and definition; asking for another change is refused rather than forgotten. */
export function updateService(world: EcsWorld, input: Checked<UpdateServiceRequest>): UpdateServiceResponse {
  checkCluster(world, input.cluster);
  const other = Object.entries(input).find(([name, value]) => value !== undefined && !CHANGEABLE.has(name));
  if (other) throw notImplemented(`UpdateService with ${other[0]}`);
  const service = findService(world, input.service);
  if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  const { desiredCount, taskDefinition, forceNewDeployment } = input;
  if (desiredCount !== undefined && desiredCount < 0) {
    throw new AwsError('InvalidParameterException', 'Desired count must be a non-negative number.');
  }
  const definition = taskDefinition === undefined ? undefined : world.definitions.find(taskDefinition);
  if (taskDefinition !== undefined && !definition) {
    throw new AwsError('ClientException', 'TaskDefinition not found.');
  }
  service.update({
    ...(desiredCount !== undefined && { desiredCount }),
    ...(definition && { definition }),
    force: forceNewDeployment === true,
  });
  return { service: serviceView(world, service) };
}
