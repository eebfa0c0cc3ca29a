import type { PutMetricAlarmInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { type AlarmSource, comparisonOf, type MetricAlarmConfig } from '../alarm.ts';
import type { Alarms } from '../alarms.ts';
import type { MissingData } from '../evaluate.ts';
import { dimensionsOf, MetricStore } from '../metric-store.ts';
import { checkPeriod, checkStatistic } from '../parameters.ts';
import { checkQueries, type MetricQuery, QueryAnswers } from '../queries.ts';
import { percentileOf } from '../statistics.ts';

const MISSING = ['missing', 'notBreaching', 'breaching', 'ignore'] as const satisfies readonly MissingData[];
const LOW_SAMPLES = ['evaluate', 'ignore'] as const;
const MAX_DAYS = 7;
const SHORTEST_SECONDS = 10;
const DAY_SECONDS = 86_400;

type Input = Checked<PutMetricAlarmInput>;

/** Alarms on one metric or on an expression; anomaly detection is refused. */
export function putMetricAlarm(alarms: Alarms, input: Input): Record<never, never> {
  const config = configOf(input);
  alarms.checkActions([...config.okActions, ...config.alarmActions, ...config.insufficientDataActions]);
  alarms.put(config);
  return {};
}

function configOf(input: Input): MetricAlarmConfig {
  refuseOthers(input);
  const evaluationPeriods = required('EvaluationPeriods', input.EvaluationPeriods);
  checkCounts(evaluationPeriods, input.DatapointsToAlarm ?? evaluationPeriods);
  const source = input.Metrics ? queriesOf(input, input.Metrics) : metricOf(input);
  checkSpan(source.periodSeconds, evaluationPeriods);
  return {
    kind: 'metric',
    name: input.AlarmName,
    description: input.AlarmDescription,
    actionsEnabled: input.ActionsEnabled ?? true,
    okActions: input.OKActions ?? [],
    alarmActions: input.AlarmActions ?? [],
    insufficientDataActions: input.InsufficientDataActions ?? [],
    source,
    evaluationPeriods,
    datapointsToAlarm: input.DatapointsToAlarm,
    threshold: required('Threshold', input.Threshold),
    comparison: comparisonOf(required('ComparisonOperator', input.ComparisonOperator)),
    missing: oneOf('treatMissingData', MISSING, input.TreatMissingData),
    lowSamples: lowSamplesOf(input, source),
  };
}

function refuseOthers({ ThresholdMetricId, EvaluationCriteria, Tags }: Input): void {
  const what = [
    ThresholdMetricId !== undefined && 'alarms on anomaly detection',
    EvaluationCriteria !== undefined && 'alarms on other criteria than metrics',
    Tags?.length && 'tags of alarms',
  ].find(Boolean);
  if (what) throw new AwsError('NotImplemented', `cloudwatch ${what} are not implemented in this range.`, 501);
}

function required<T>(name: string, value: T | undefined): T {
  if (value !== undefined) return value;
  throw new AwsError('ValidationError', `The parameter ${name} is required.`);
}

function metricOf(input: Input): AlarmSource {
  const periodSeconds = required('Period', input.Period);
  checkPeriod(periodSeconds);
  if (periodSeconds < SHORTEST_SECONDS) {
    throw new AwsError('ValidationError', 'Period must be 10, 20, 30 or a multiple of 60.');
  }
  return {
    kind: 'metric',
    metric: {
      namespace: required('Namespace', input.Namespace),
      metric: required('MetricName', input.MetricName),
      dimensions: dimensionsOf(input.Dimensions),
    },
    statistic: statisticOf(input),
    unit: input.Unit,
    periodSeconds,
  };
}

/** One query is the alarm's; it must give one time series, which an evaluation without any data tells. */
function queriesOf(input: Input, queries: MetricQuery[]): AlarmSource {
  const beside = (
    ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Unit', 'Statistic', 'ExtendedStatistic'] as const
  ).find((name) => input[name] !== undefined);
  if (beside)
    throw new AwsError('ValidationError', `The parameters Metrics and ${beside} cannot be specified together.`);
  checkQueries(queries, 'Metrics');
  if (queries.some(({ Expression }) => Expression?.includes('SEARCH('))) {
    throw new AwsError(
      'ValidationError',
      'SEARCH is not supported in alarms: Metrics must return a single time series.',
    );
  }
  const [returned, second] = queries.filter(({ ReturnData }) => ReturnData !== false);
  if (!returned || second) {
    throw new AwsError('ValidationError', 'Exactly one element of the metrics list should return data.');
  }
  const periods = new Set(queries.flatMap(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? []));
  const [periodSeconds, other] = periods;
  if (periodSeconds === undefined) {
    throw new AwsError('ValidationError', 'Metrics list must contain at least one metric.');
  }
  if (other !== undefined) {
    throw new AwsError('ValidationError', 'All metrics of an alarm must have the same period.');
  }
  const nothing = { start: 0, end: 0, firstPeriod: () => 0 };
  const series = new QueryAnswers(new MetricStore(), queries, nothing).single(returned);
  return { kind: 'queries', queries, returned, periodSeconds: series.periodSeconds };
}

function statisticOf({ Statistic, ExtendedStatistic }: Input): string {
  const statistic = Statistic ?? ExtendedStatistic;
  if (statistic === undefined || (Statistic !== undefined && ExtendedStatistic !== undefined)) {
    throw new AwsError('ValidationError', 'Exactly one of Statistic and ExtendedStatistic must be specified.');
  }
  checkStatistic('ExtendedStatistic', statistic);
  return statistic;
}

function lowSamplesOf({ EvaluateLowSampleCountPercentile: value }: Input, source: AlarmSource) {
  const how = oneOf('evaluateLowSampleCountPercentile', LOW_SAMPLES, value);
  const isPercentile = source.kind === 'metric' && percentileOf(source.statistic) !== undefined;
  if (how === undefined || isPercentile) return how;
  throw new AwsError(
    'ValidationError',
    'Parameter EvaluateLowSampleCountPercentile is only supported for alarms on percentiles.',
  );
}

function checkCounts(evaluationPeriods: number, datapointsToAlarm: number): void {
  if (evaluationPeriods >= 1 && datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods) return;
  throw new AwsError('ValidationError', 'DatapointsToAlarm must be between 1 and EvaluationPeriods.');
}

/** A week for periods of an hour or more, a day for shorter ones. */
function checkSpan(periodSeconds: number, evaluationPeriods: number): void {
  const most = periodSeconds >= 3600 ? MAX_DAYS * DAY_SECONDS : DAY_SECONDS;
  if (periodSeconds * evaluationPeriods <= most) return;
  throw new AwsError(
    'ValidationError',
    `Metrics cannot be checked across more than ${most / DAY_SECONDS === 1 ? 'a day' : 'a week'} (EvaluationPeriods * Period must be <= ${most}).`,
  );
}

function oneOf<const T extends string>(name: string, values: readonly T[], value: string | undefined): T | undefined {
  const found = values.find((allowed) => allowed === value);
  if (value === undefined || found) return found;
  throw new AwsError('ValidationError', `Value '${value}' at '${name}' must be one of ${values.join(', ')}.`);
}
