import type { CompositeAlarm, MetricAlarm, StandardUnit } from '@aws-sdk/client-cloudwatch';
import {
  type Alarm,
  type AlarmSource,
  type CompositeAlarmConfig,
  isMetricAlarm,
  type MetricAlarmRecord,
} from './alarm.ts';
import { toDimensions } from './metric-store.ts';
import { isStatistic } from './statistics.ts';

/** An alarm on a metric or an expression as DescribeAlarms shows it. */
export function describeAlarm(alarm: MetricAlarmRecord): MetricAlarm {
  const { config } = alarm;
  return {
    ...describeCommon(alarm),
    ...describeSource(config.source),
    EvaluationPeriods: config.evaluationPeriods,
    DatapointsToAlarm: config.datapointsToAlarm,
    Threshold: config.threshold,
    ComparisonOperator: config.comparison,
    TreatMissingData: config.missing,
    EvaluateLowSampleCountPercentile: config.lowSamples,
  };
}

export function describeComposite(alarm: Alarm<CompositeAlarmConfig>): CompositeAlarm {
  return { ...describeCommon(alarm), AlarmRule: alarm.config.rule.text };
}

export function describeAny(alarm: Alarm): MetricAlarm | CompositeAlarm {
  return isMetricAlarm(alarm) ? describeAlarm(alarm) : describeComposite(alarm as Alarm<CompositeAlarmConfig>);
}

function describeCommon({ config, state, ...alarm }: Alarm) {
  return {
    AlarmName: config.name,
    AlarmArn: alarm.arn,
    ...(config.description !== undefined && { AlarmDescription: config.description }),
    AlarmConfigurationUpdatedTimestamp: new Date(alarm.configuredAt),
    ActionsEnabled: config.actionsEnabled,
    OKActions: config.okActions,
    AlarmActions: config.alarmActions,
    InsufficientDataActions: config.insufficientDataActions,
    StateValue: state.value,
    StateReason: state.reason,
    StateReasonData: state.data,
    StateUpdatedTimestamp: new Date(alarm.updatedAt),
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
  };
}

function describeSource(source: AlarmSource): MetricAlarm {
  if (source.kind === 'queries') return { Metrics: source.queries };
  const { metric, statistic, unit, periodSeconds } = source;
  return {
    MetricName: metric.metric,
    Namespace: metric.namespace,
    ...(isStatistic(statistic) ? { Statistic: statistic } : { ExtendedStatistic: statistic }),
    Dimensions: toDimensions(metric.dimensions),
    Period: periodSeconds,
    Unit: unit as StandardUnit | undefined,
  };
}
