import type { DescribeAlarmsForMetricInput, DescribeAlarmsForMetricOutput } from '@aws-sdk/client-cloudwatch';
import type { Checked } from '../../../wire/service.ts';
import { isMetricAlarm } from '../alarm.ts';
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
    .filter(isMetricAlarm)
    .filter(
      ({ config: { source } }) =>
        source.kind === 'metric' &&
        sameMetric(source.metric, metric) &&
        (statistic === undefined || source.statistic === statistic) &&
        (input.Period === undefined || source.periodSeconds === input.Period) &&
        (input.Unit === undefined || source.unit === input.Unit),
    );
  return { MetricAlarms: found.map(describeAlarm) };
}
