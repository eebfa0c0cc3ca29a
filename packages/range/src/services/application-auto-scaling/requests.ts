import { AwsError } from '../../wire/service.ts';
import { page } from '../page.ts';
import { DIMENSION, NAMESPACE } from './scalable-target.ts';

const DEFAULT_RESULTS = 50;

/** Only services of ECS scale here. */
export function refuseOtherTargets(input: {
  ServiceNamespace: string;
  ResourceId: string;
  ScalableDimension: string;
}): void {
  const { ServiceNamespace, ResourceId, ScalableDimension } = input;
  if (ServiceNamespace !== NAMESPACE) {
    const message = `application-auto-scaling of ${ServiceNamespace} is not implemented in this range.`;
    throw new AwsError('NotImplemented', message, 501);
  }
  if (ScalableDimension !== DIMENSION || !/^service\/[^/]+\/[^/]+$/.test(ResourceId)) {
    const message = `Unsupported service namespace, resource type or scalable dimension: ${ServiceNamespace}, ${ResourceId}, ${ScalableDimension}`;
    throw new AwsError('ValidationException', message);
  }
}

export function pageOf<T>(
  items: readonly T[],
  input: { MaxResults?: number | undefined; NextToken?: string | undefined },
) {
  return page(items, {
    limit: input.MaxResults ?? DEFAULT_RESULTS,
    token: input.NextToken,
    invalidToken: 'InvalidNextTokenException',
  });
}
