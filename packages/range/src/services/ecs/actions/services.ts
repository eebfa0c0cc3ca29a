import type {
  DescribeServicesRequest,
  DescribeServicesResponse,
  ListServicesRequest,
  ListServicesResponse,
} from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { checkCluster, findService } from '../find.ts';
import { serviceView } from '../service-view.ts';
import type { EcsWorld } from '../world.ts';

const DESCRIBED_MAX = 10;
const LISTED_DEFAULT = 10;

export function describeServices(world: EcsWorld, input: Checked<DescribeServicesRequest>): DescribeServicesResponse {
  checkCluster(world, input.cluster);
  const { services: asked } = input;
  if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Services cannot be empty.');
  if (asked.length > DESCRIBED_MAX) {
    throw new AwsError('InvalidParameterException', 'Must provide no more than 10 services.');
  }
  const found = asked.map((name) => ({ name, service: findService(world, name) }));
  return {
    services: found.flatMap(({ service }) => (service ? [serviceView(world, service)] : [])),
    failures: found
      .filter(({ service }) => !service)
      .map(({ name }) => ({ arn: world.names.service(name.slice(name.lastIndexOf('/') + 1)), reason: 'MISSING' })),
  };
}

export function listServices(world: EcsWorld, input: Checked<ListServicesRequest>): ListServicesResponse {
  checkCluster(world, input.cluster);
  const arns = world.services.map(({ arn }) => arn);
  const { items, nextToken } = page(arns, {
    limit: input.maxResults ?? LISTED_DEFAULT,
    token: input.nextToken,
    invalidToken: 'InvalidParameterException',
  });
  return { serviceArns: items, nextToken };
}
