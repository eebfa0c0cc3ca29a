import { type Stack, SteadyError } from '@steadyhand/contracts';
import type { Aws } from './aws.ts';
import type { ScalingDeclaration } from './services/application-auto-scaling/application-auto-scaling.ts';
import { resourceIdOf } from './services/application-auto-scaling/ecs-services.ts';
import { AwsError } from './wire/service.ts';
import { balancersOf } from './world/load-balancer.ts';
import { arnSuffix, type Names } from './world/names.ts';
import type { Values } from './world/values.ts';

/** Declares what watches a stack and acts by itself: alarms, dashboards, scaling. */
export function declareWatching(
  { cloudwatch, autoScaling }: Aws,
  stack: Stack,
  { values, names, file }: { values: Values; names: Names /** The stack's module, for messages. */; file: string },
): void {
  declareAlarms({ cloudwatch }, stack, { values, region: stack.region });
  for (const { name, widgets } of stack.dashboards) {
    const resolved = widgets.map((widget) => ({
      ...widget,
      metrics: widget.metrics.map((metric) => ({ ...metric, dimensions: values.resolveAll(metric.dimensions) })),
    }));
    cloudwatch.putDashboard({ name, widgets: resolved });
  }
  for (const service of stack.services) {
    const declaration = scalingOf(stack, names, service);
    if (declaration) saying(`scaling of ${service.id}`, file, () => autoScaling.declare(declaration));
  }
}

/** What the service refuses is wrong in the stack. */
function saying(what: string, file: string, declare: () => void): void {
  try {
    declare();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw new SteadyError('STACK_INVALID', { file, problems: `${what}: ${error.message}` }, { cause: error });
  }
}

/** Declares the alarms of a stack that are evaluated in a region. */
export function declareAlarms(
  { cloudwatch }: Pick<Aws, 'cloudwatch'>,
  stack: Stack,
  { values, region }: { values: Values; region: string },
): void {
  for (const alarm of stack.alarms.filter((candidate) => (candidate.region ?? stack.region) === region)) {
    cloudwatch.putAlarm({ ...alarm, dimensions: values.resolveAll(alarm.dimensions) });
  }
}

function scalingOf(stack: Stack, names: Names, service: Stack['services'][number]): ScalingDeclaration | null {
  const { scaling } = service;
  if (!scaling) return null;
  const label = resourceLabel(stack, names, service.id);
  return {
    resourceId: resourceIdOf(stack.cluster.name, service.name),
    minCapacity: scaling.minCapacity,
    maxCapacity: scaling.maxCapacity,
    policies: scaling.policies.map(
      ({ name, metric, targetValue, disableScaleIn, scaleInCooldownSeconds, scaleOutCooldownSeconds }) => ({
        name,
        tracking: {
          TargetValue: targetValue,
          DisableScaleIn: disableScaleIn,
          PredefinedMetricSpecification: {
            PredefinedMetricType: metric,
            ...(metric === 'ALBRequestCountPerTarget' && label !== null && { ResourceLabel: label }),
          },
          ScaleInCooldown: scaleInCooldownSeconds,
          ScaleOutCooldown: scaleOutCooldownSeconds,
        },
      }),
    ),
  };
}

/** The load balancer and target group through which a service is reached, as Application Auto Scaling names them. */
function resourceLabel(stack: Stack, names: Names, serviceId: string): string | null {
  const group = stack.targetGroups.find(({ service }) => service === serviceId);
  const [balancer] = group ? balancersOf(stack, group.id) : [];
  if (!group || !balancer) return null;
  return `${arnSuffix(names.loadBalancer(balancer.name))}/${arnSuffix(names.targetGroup(group.name))}`;
}
