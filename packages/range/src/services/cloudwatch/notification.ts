/** What an alarm sends to a topic. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html */
import { type Alarm, isMetricAlarm, type MetricAlarmConfig } from './alarm.ts';
import type { AlarmEvent } from './alarms.ts';
import { longDate } from './state-reason.ts';
import { isStatistic } from './statistics.ts';

export interface AlarmNotification {
  subject: string;
  message: string;
}

export function notificationOf(
  { alarm, from }: AlarmEvent,
  place: { account: string; region: string },
): AlarmNotification {
  const { config, state } = alarm;
  const message = {
    AlarmName: config.name,
    AlarmDescription: config.description ?? null,
    AWSAccountId: place.account,
    AlarmConfigurationUpdatedTimestamp: longDate(alarm.configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: longDate(alarm.transitionedAt),
    Region: place.region,
    AlarmArn: alarm.arn,
    OldStateValue: from,
    OKActions: config.okActions,
    AlarmActions: config.alarmActions,
    InsufficientDataActions: config.insufficientDataActions,
    ...triggerOf(alarm),
  };
  return {
    // SNS takes no more than a hundred characters.
    subject: `${state.value}: "${config.name}" in ${place.region}`.slice(0, 100),
    message: JSON.stringify(message),
  };
}

function triggerOf(alarm: Alarm): object {
  if (!isMetricAlarm(alarm)) return { AlarmRule: alarm.config.kind === 'composite' ? alarm.config.rule.text : '' };
  const { config } = alarm;
  return {
    Trigger: {
      ...sourceOf(config),
      EvaluationPeriods: config.evaluationPeriods,
      DatapointsToAlarm: config.datapointsToAlarm ?? config.evaluationPeriods,
      ComparisonOperator: config.comparison,
      Threshold: config.threshold,
      TreatMissingData: config.missing ?? 'missing',
      EvaluateLowSampleCountPercentile: config.lowSamples ?? '',
    },
  };
}

function sourceOf({ source }: MetricAlarmConfig): object {
  if (source.kind === 'queries') return { Period: source.periodSeconds, Metrics: source.queries };
  const { metric, statistic, unit, periodSeconds } = source;
  return {
    MetricName: metric.metric,
    Namespace: metric.namespace,
    ...(isStatistic(statistic)
      ? { StatisticType: 'Statistic', Statistic: statistic.toUpperCase() }
      : { StatisticType: 'ExtendedStatistic', ExtendedStatistic: statistic }),
    Unit: unit ?? null,
    Dimensions: Object.entries(metric.dimensions).map(([name, value]) => ({ value, name })),
    Period: periodSeconds,
  };
}
