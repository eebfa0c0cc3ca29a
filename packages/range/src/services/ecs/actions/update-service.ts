import type { UpdateServiceRequest, UpdateServiceResponse } from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { ServiceSettings } from '../../../world/service.ts';
import { checkCluster, checkMembers, findService, notImplemented, runnableDefinition } from '../find.ts';
import { PLATFORM_VERSIONS } from '../platform.ts';
import { serviceView } from '../service-view.ts';
import type { EcsWorld } from '../world.ts';

type Input = Checked<UpdateServiceRequest>;

const CHANGEABLE = [
  ...['cluster', 'service', 'desiredCount', 'taskDefinition', 'forceNewDeployment', 'deploymentConfiguration'],
  ...['healthCheckGracePeriodSeconds', 'enableExecuteCommand', 'platformVersion'],
];
const CONFIGURABLE = ['minimumHealthyPercent', 'maximumPercent', 'deploymentCircuitBreaker', 'strategy'];

/** Changes what a range acts on; asking for another change is refused rather than forgotten. */
export function updateService(world: EcsWorld, input: Input): UpdateServiceResponse {
  checkCluster(world, input.cluster);
  checkMembers('UpdateService', input, CHANGEABLE);
  if (!PLATFORM_VERSIONS.includes(input.platformVersion)) {
    throw notImplemented(`UpdateService with platformVersion ${input.platformVersion}`);
  }
  const service = findService(world, input.service);
  if (!service) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  const { desiredCount, taskDefinition, forceNewDeployment } = input;
  if (desiredCount !== undefined && desiredCount < 0) {
    throw new AwsError('InvalidParameterException', 'Desired count must be a non-negative number.');
  }
  const definition = taskDefinition === undefined ? undefined : runnableDefinition(world, taskDefinition);
  service.update({
    ...(desiredCount !== undefined && { desiredCount }),
    ...(definition && { definition }),
    force: forceNewDeployment === true,
    settings: settingsOf(input, service.settings),
  });
  return { service: serviceView(world, service) };
}

function settingsOf(input: Input, now: ServiceSettings): Partial<ServiceSettings> {
  const { deploymentConfiguration: asked = {}, healthCheckGracePeriodSeconds, enableExecuteCommand } = input;
  checkMembers('UpdateService with deploymentConfiguration', asked, CONFIGURABLE);
  if (asked.strategy !== undefined && asked.strategy !== 'ROLLING') {
    throw notImplemented(`UpdateService with the strategy ${asked.strategy}`);
  }
  const { minimumHealthyPercent = now.minimumHealthyPercent, maximumPercent = now.maximumPercent } = asked;
  checkPercents(minimumHealthyPercent, maximumPercent);
  const breaker = asked.deploymentCircuitBreaker;
  return {
    minimumHealthyPercent,
    maximumPercent,
    ...(breaker && { circuitBreaker: { enable: breaker.enable === true, rollback: breaker.rollback === true } }),
    ...(healthCheckGracePeriodSeconds !== undefined && { healthGraceSeconds: healthCheckGracePeriodSeconds }),
    ...(enableExecuteCommand !== undefined && { executeCommand: enableExecuteCommand }),
  };
}

/** With no room above and none below, a deployment could neither start nor stop a task. */
function checkPercents(minimum: number, maximum: number): void {
  const invalid = (message: string) => new AwsError('InvalidParameterException', message);
  if (minimum < 0 || minimum > 100 || maximum < 100 || maximum > 200) {
    throw invalid('minimumHealthyPercent must be between 0 and 100, maximumPercent between 100 and 200.');
  }
  if (minimum === 100 && maximum === 100) {
    throw invalid('maximumPercent must be greater than minimumHealthyPercent.');
  }
}
