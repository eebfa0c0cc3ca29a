import type {
  DescribeContainerInstancesRequest,
  DescribeContainerInstancesResponse,
  ListContainerInstancesRequest,
  ListContainerInstancesResponse,
} from '@aws-sdk/client-ecs';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { checkCluster } from '../find.ts';
import type { EcsWorld } from '../world.ts';

/** Tasks of Fargate run on instances that nobody sees. */
export function describeContainerInstances(
  world: EcsWorld,
  input: Checked<DescribeContainerInstancesRequest>,
): DescribeContainerInstancesResponse {
  checkCluster(world, input.cluster);
  const { containerInstances: asked } = input;
  if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Container Instances cannot be empty.');
  return { containerInstances: [], failures: asked.map((arn) => ({ arn, reason: 'MISSING' })) };
}

export function listContainerInstances(
  world: EcsWorld,
  input: Checked<ListContainerInstancesRequest>,
): ListContainerInstancesResponse {
  checkCluster(world, input.cluster);
  return { containerInstanceArns: [] };
}
