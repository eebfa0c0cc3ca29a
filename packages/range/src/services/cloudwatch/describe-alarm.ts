import type { MetricAlarm, StandardUnit } from '@aws-sdk/client-cloudwatch';
import type { Alarm } from './alarm.ts';
import { toDimensions } from './metric-store.ts';
import { isStatistic } from './statistics.ts';

/** An alarm as DescribeAlarms shows it. */
export function describeAlarm({ config, state, ...alarm }: Alarm): MetricAlarm {
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
    MetricName: config.metric,
    Namespace: config.namespace,
    ...(isStatistic(config.statistic) ? { Statistic: config.statistic } : { ExtendedStatistic: config.statistic }),
    Dimensions: toDimensions(config.dimensions),
    Period: config.periodSeconds,
    Unit: config.unit as StandardUnit | undefined,
    EvaluationPeriods: config.evaluationPeriods,
    DatapointsToAlarm: config.datapointsToAlarm,
    Threshold: config.threshold,
    ComparisonOperator: config.comparison,
    TreatMissingData: config.missing,
    StateTransitionedTimestamp: new Date(alarm.transitionedAt),
  };
}
