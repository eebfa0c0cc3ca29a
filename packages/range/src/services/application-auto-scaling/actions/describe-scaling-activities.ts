import type {
  DescribeScalingActivitiesRequest,
  DescribeScalingActivitiesResponse,
} from '@aws-sdk/client-application-auto-scaling';
import type { Checked } from '../../../wire/service.ts';
import { pageOf } from '../requests.ts';
import { DIMENSION, NAMESPACE } from '../scalable-target.ts';
import type { Scaling } from '../scaling.ts';

export function describeScalingActivities(
  scaling: Scaling,
  input: Checked<DescribeScalingActivitiesRequest>,
): DescribeScalingActivitiesResponse {
  const { ServiceNamespace, ResourceId, ScalableDimension = DIMENSION, IncludeNotScaledActivities = false } = input;
  const found = scaling
    .activitiesOf(IncludeNotScaledActivities)
    .filter(
      (activity) =>
        ServiceNamespace === NAMESPACE &&
        ScalableDimension === DIMENSION &&
        (ResourceId === undefined || activity.ResourceId === ResourceId),
    );
  const { items, nextToken } = pageOf(found, input);
  return { ScalingActivities: items, NextToken: nextToken };
}
