import type {
  Datapoint,
  GetMetricStatisticsInput,
  GetMetricStatisticsOutput,
  StandardUnit,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { dimensionsOf, type MetricStore } from '../metric-store.ts';
import { checkPeriod, checkRange, checkStatistic, roundDown } from '../parameters.ts';
import { type Bucket, bucketize, computeStatistic } from '../statistics.ts';

const MAX_DATAPOINTS = 1440;

/** Data points of different units are kept apart. */
export function getMetricStatistics(
  metrics: MetricStore,
  input: Checked<GetMetricStatisticsInput>,
): GetMetricStatisticsOutput {
  checkInput(input);
  const name = {
    namespace: input.Namespace,
    metric: input.MetricName,
    dimensions: dimensionsOf(input.Dimensions),
  };
  const start = roundDown(input.StartTime, input.Period);
  const slots = metrics.slots(name, { start, end: input.EndTime.getTime(), unit: input.Unit });
  const units = [...new Set(slots.map((s) => s.unit))];
  const datapoints = units.flatMap((unit) => {
    const ofUnit = slots.filter((s) => s.unit === unit);
    return bucketize(ofUnit, start, input.Period * 1000).flatMap((bucket) => datapoint(bucket, unit, input) ?? []);
  });
  return { Label: input.MetricName, Datapoints: datapoints };
}

/** Undefined where nothing of what is asked for can be said. */
function datapoint(
  bucket: Bucket,
  unit: string,
  { Statistics = [], ExtendedStatistics = [] }: Checked<GetMetricStatisticsInput>,
): Datapoint | undefined {
  const values = (names: readonly string[]) =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = computeStatistic(bucket.slots, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  const extended = values(ExtendedStatistics);
  if (Statistics.length === 0 && Object.keys(extended).length === 0) return undefined;
  return {
    Timestamp: new Date(bucket.start),
    ...values(Statistics),
    Unit: unit as StandardUnit,
    ...(ExtendedStatistics.length > 0 && { ExtendedStatistics: extended }),
  };
}

function checkInput(input: Checked<GetMetricStatisticsInput>): void {
  const extended = input.ExtendedStatistics ?? [];
  checkPeriod(input.Period);
  checkRange(input.StartTime, input.EndTime);
  if ((input.Statistics ?? []).length + extended.length === 0) {
    throw new AwsError(
      'InvalidParameterCombination',
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  }
  extended.forEach((statistic, i) => {
    checkStatistic(`ExtendedStatistics.member.${i + 1}`, statistic);
  });
  const requested = Math.ceil((input.EndTime.getTime() - input.StartTime.getTime()) / (input.Period * 1000));
  if (requested > MAX_DATAPOINTS) {
    throw new AwsError(
      'InvalidParameterCombination',
      `You have requested up to ${requested.toLocaleString('en-US')} datapoints, which exceeds the limit of 1,440. ` +
        'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
    );
  }
}
