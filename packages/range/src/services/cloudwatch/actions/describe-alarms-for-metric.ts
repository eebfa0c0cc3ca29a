import type { DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput } from '@aws-sdk/client-cloudwatch';
import type { Checked } from '../../../wire/service.ts';
import type { Alarms } from '../alarms.ts';
import { describeAlarm } from '../describe-alarm.ts';
import { dimensionsOf, sameMetric } from '../metric-store.ts';

export function describeAlarmsForMetric(
  alarms: Alarms,
  input: Checked<DescribeAlarmsForMetricInput>,
): DescribeAlarmsForMetricOutput {
  const metric = {
    namespace: input.Namespace,
    metric: input.MetricName,
    dimensions: dimensionsOf(input.Dimensions),
  };
  const statistic = input.Statistic ?? input.ExtendedStatistic;
  const found = alarms
    .all()
    .filter(
      ({ config }) =>
        sameMetric(config, metric) &&
        (statistic === undefined || config.statistic === statistic) &&
        (input.Period === undefined || config.periodSeconds === input.Period) &&
        (input.Unit === undefined || config.unit === input.Unit),
    );
  return { MetricAlarms: found.map(describeAlarm) };
}
