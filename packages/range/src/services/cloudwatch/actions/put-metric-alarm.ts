import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { type AlarmConfig, comparisonOf } from '../alarm.ts';
import type { Alarms } from '../alarms.ts';
import type { MissingData } from '../evaluate.ts';
import { dimensionsOf } from '../metric-store.ts';
import { checkPeriod, checkStatistic } from '../parameters.ts';

const MISSING: readonly string[] = ['missing', 'notBreaching', 'breaching', 'ignore'];

/** Alarms on one metric; metric math and anomaly detection are refused. */
export function putMetricAlarm(alarms: Alarms, input: Checked<PutMetricAlarmInput>): Record<never, never> {
  alarms.put(configOf(input));
  return {};
}

function configOf(input: Checked<PutMetricAlarmInput>): AlarmConfig {
  if (input.Metrics || input.ThresholdMetricId !== undefined) {
    throw new AwsError('NotImplemented', 'cloudwatch alarms on metric math are not implemented in this range.', 501);
  }
  const required = <T>(name: string, value: T | undefined): T => {
    if (value !== undefined) return value;
    throw new AwsError('ValidationError', `The parameter ${name} is required.`);
  };
  const periodSeconds = required('Period', input.Period);
  const evaluationPeriods = required('EvaluationPeriods', input.EvaluationPeriods);
  checkPeriod(periodSeconds);
  checkCounts(evaluationPeriods, input.DatapointsToAlarm ?? evaluationPeriods);
  return {
    name: input.AlarmName,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: input.OKActions ?? [],
    alarmActions: input.AlarmActions ?? [],
    insufficientDataActions: input.InsufficientDataActions ?? [],
    namespace: required('Namespace', input.Namespace),
    metric: required('MetricName', input.MetricName),
    dimensions: dimensionsOf(input.Dimensions),
    statistic: statisticOf(input),
    unit: input.Unit,
    periodSeconds,
    evaluationPeriods,
    datapointsToAlarm: input.DatapointsToAlarm,
    threshold: required('Threshold', input.Threshold),
    comparison: comparisonOf(required('ComparisonOperator', input.ComparisonOperator)),
    missing: missingOf(input.TreatMissingData),
  };
}

function statisticOf({ Statistic, ExtendedStatistic }: Checked<PutMetricAlarmInput>): string {
  const statistic = Statistic ?? ExtendedStatistic;
  if (statistic === undefined || (Statistic !== undefined && ExtendedStatistic !== undefined)) {
    throw new AwsError('ValidationError', 'Exactly one of Statistic and ExtendedStatistic must be specified.');
  }
  checkStatistic('ExtendedStatistic', statistic);
  return statistic;
}

function checkCounts(evaluationPeriods: number, datapointsToAlarm: number): void {
  if (evaluationPeriods >= 1 && datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods) return;
  throw new AwsError('ValidationError', 'DatapointsToAlarm must be between 1 and EvaluationPeriods.');
}

function missingOf(value: string | undefined): MissingData | undefined {
  if (value === undefined || MISSING.includes(value)) return value as MissingData | undefined;
  throw new AwsError('ValidationError', `Value '${value}' at 'treatMissingData' must be one of ${MISSING.join(', ')}.`);
}
