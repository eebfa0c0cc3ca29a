import type { Exporting } from '../exporting.ts';
import { resourceLabel, scalableTarget, scaledServices } from '../facts/scaling.ts';
import type { Resource } from '../tree.ts';
import { of } from './refs.ts';
import { resource } from './resource.ts';

export function scaling(exporting: Exporting): Resource[] {
  return scaledServices(exporting.stack).flatMap((service) => {
    const { minCapacity, maxCapacity, policies } = service.scaling;
    const target = resource('ScalableTarget', service.id, {
      body: {
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: scalableTarget(exporting, service),
        MinCapacity: minCapacity,
        MaxCapacity: maxCapacity,
      },
    });
    const each = policies.map((policy) =>
      resource('ScalingPolicy', policy.name, {
        body: {
          PolicyName: policy.name,
          PolicyType: 'TargetTrackingScaling',
          ScalingTargetId: of('ScalableTarget', service.id),
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: policy.targetValue,
            ScaleInCooldown: policy.scaleInCooldownSeconds,
            ScaleOutCooldown: policy.scaleOutCooldownSeconds,
            DisableScaleIn: policy.disableScaleIn,
            PredefinedMetricSpecification: {
              PredefinedMetricType: policy.metric,
              ResourceLabel: resourceLabel(exporting, service, policy),
            },
          },
        },
      }),
    );
    return [target, ...each];
  });
}
