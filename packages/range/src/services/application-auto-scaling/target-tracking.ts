/**
 * Target tracking: two alarms around a target, and a capacity in proportion to the metric.
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
import { randomUUID } from 'node:crypto';
import { AwsError } from '../../wire/service.ts';
import type { AlarmDeclaration } from '../cloudwatch/cloudwatch.ts';
import type { Tracking, TrackingPolicy } from './policy.ts';

/** Scaling in begins when the metric has stayed below this share of the target. */
const LOW_SHARE = 0.9;
const HIGH_MINUTES = 3;
const LOW_MINUTES = 15;

/** The capacity at which the metric would be at the target: the same load on more or fewer tasks. */
export function trackedCapacity(current: number, { metric, target }: { metric: number; target: number }): number {
  // A hair less, so that what is even in decimals is not rounded up for its binary form.
  return Math.ceil((current * metric) / target - 1e-9);
}

export function alarmNames(resourceId: string, { DisableScaleIn }: Tracking): { high: string; low: string | null } {
  const name = (which: string) => `TargetTracking-${resourceId}-Alarm${which}-${randomUUID()}`;
  return { high: name('High'), low: DisableScaleIn ? null : name('Low') };
}

/** The alarms of a policy; they end and change with it. */
export function trackingAlarms({ arn, alarms, resourceId, config }: TrackingPolicy): AlarmDeclaration[] {
  const { tracking } = config;
  const common = {
    ...metricOf(tracking, resourceId),
    description: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${arn}.`,
    periodSeconds: 60,
    missing: undefined,
    alarmActions: [arn],
  };
  const high: AlarmDeclaration = {
    ...common,
    name: alarms?.high ?? '',
    evaluationPeriods: HIGH_MINUTES,
    threshold: tracking.TargetValue,
    comparison: 'GreaterThanThreshold',
  };
  if (!alarms?.low) return [high];
  const low: AlarmDeclaration = {
    ...common,
    name: alarms.low,
    evaluationPeriods: LOW_MINUTES,
    threshold: tracking.TargetValue * LOW_SHARE,
    comparison: 'LessThanThreshold',
  };
  return [high, low];
}

type Metric = Pick<AlarmDeclaration, 'namespace' | 'metric' | 'dimensions' | 'statistic'>;

/** Throws for a metric that is not said, and for one that this range does not track. */
export function metricOf(tracking: Tracking, resourceId: string): Metric {
  const { PredefinedMetricSpecification: predefined, CustomizedMetricSpecification: customized } = tracking;
  if (Boolean(predefined) === Boolean(customized)) {
    throw validation(
      'Exactly one of PredefinedMetricSpecification and CustomizedMetricSpecification must be specified.',
    );
  }
  if (predefined) return predefinedMetric(predefined.PredefinedMetricType, predefined.ResourceLabel, resourceId);
  const { Namespace, MetricName, Statistic, Dimensions = [], Metrics, Unit } = customized ?? {};
  if (Metrics || Unit !== undefined) {
    const message = 'application-auto-scaling metric math and units are not implemented in this range.';
    throw new AwsError('NotImplemented', message, 501);
  }
  if (!Namespace || !MetricName || !Statistic) throw validation('Namespace, MetricName and Statistic are required.');
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, metric: MetricName, statistic: Statistic, dimensions };
}

function predefinedMetric(type: string, label: string | undefined, resourceId: string): Metric {
  const [, ClusterName = '', ServiceName = ''] = resourceId.split('/');
  const ofService = { namespace: 'AWS/ECS', statistic: 'Average', dimensions: { ClusterName, ServiceName } };
  if (type === 'ECSServiceAverageCPUUtilization') return { ...ofService, metric: 'CPUUtilization' };
  if (type === 'ECSServiceAverageMemoryUtilization') return { ...ofService, metric: 'MemoryUtilization' };
  if (type !== 'ALBRequestCountPerTarget') throw validation(`The metric ${type} is not valid for ECS services.`);
  const [, LoadBalancer, TargetGroup] = /^(app\/[^/]+\/[^/]+)\/(targetgroup\/[^/]+\/[^/]+)$/.exec(label ?? '') ?? [];
  if (!LoadBalancer || !TargetGroup) {
    throw validation('ResourceLabel must be of the form app/<name>/<id>/targetgroup/<name>/<id>.');
  }
  const dimensions = { LoadBalancer, TargetGroup };
  return { namespace: 'AWS/ApplicationELB', metric: 'RequestCountPerTarget', statistic: 'Sum', dimensions };
}

function validation(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
