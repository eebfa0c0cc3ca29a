import type { Exporting } from '../exporting.ts';
import { resourceLabel, scalableTarget, scaledServices } from '../facts/scaling.ts';
import type { Resource } from '../tree.ts';
import { of } from './refs.ts';

export function scaling(exporting: Exporting): Resource[] {
  return scaledServices(exporting.stack).flatMap((service) => {
    const { minCapacity, maxCapacity, policies } = service.scaling;
    const target: Resource = {
      type: 'aws_appautoscaling_target',
      name: service.id,
      body: {
        service_namespace: 'ecs',
        scalable_dimension: 'ecs:service:DesiredCount',
        resource_id: scalableTarget(exporting, service),
        min_capacity: minCapacity,
        max_capacity: maxCapacity,
      },
    };
    const ofTarget = (attribute: string) => of(target.type, service.id, attribute);
    const each = policies.map((policy) => ({
      type: 'aws_appautoscaling_policy',
      name: policy.name,
      body: {
        name: policy.name,
        policy_type: 'TargetTrackingScaling',
        service_namespace: ofTarget('service_namespace'),
        scalable_dimension: ofTarget('scalable_dimension'),
        resource_id: ofTarget('resource_id'),
        target_tracking_scaling_policy_configuration: {
          target_value: policy.targetValue,
          scale_in_cooldown: policy.scaleInCooldownSeconds,
          scale_out_cooldown: policy.scaleOutCooldownSeconds,
          disable_scale_in: policy.disableScaleIn,
          predefined_metric_specification: {
            predefined_metric_type: policy.metric,
            resource_label: resourceLabel(exporting, service, policy),
          },
        },
      },
    }));
    return [target, ...each];
  });
}
