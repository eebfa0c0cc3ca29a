import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { dimensionsOf, type MetricStore, MINUTE_MS, type Sample, SECOND_MS } from '../metric-store.ts';

const MAX_VALUES = 150;
const MAX_DATA = 1000;
const MAX_DIMENSIONS = 30;
const OLDEST_MS = 14 * 86_400_000;
const NEWEST_MS = 2 * 3_600_000;

type Datum = Checked<MetricDatum>;

/** Nothing is taken when one of the data is wrong. */
export function putMetricData(
  metrics: MetricStore,
  now: number,
  input: Checked<PutMetricDataInput>,
): Record<never, never> {
  if (input.Namespace.startsWith('AWS/')) {
    throw new AwsError('InvalidParameterValue', 'The parameter Namespace must not start with AWS/.');
  }
  if (input.EntityMetricData) {
    throw new AwsError('NotImplemented', 'cloudwatch EntityMetricData is not implemented in this range.', 501);
  }
  const all = input.MetricData ?? [];
  if (all.length > MAX_DATA) {
    throw new AwsError('ValidationError', `The collection MetricData must not have a size greater than ${MAX_DATA}.`);
  }
  const data = all.map((datum, i) => ({ datum, samples: samplesOf(datum, now, `MetricData.member.${i + 1}`) }));
  for (const { datum, samples } of data) {
    const { MetricName: metric, Dimensions, StorageResolution } = datum;
    const name = { namespace: input.Namespace, metric, dimensions: dimensionsOf(Dimensions) };
    for (const sample of samples) metrics.add(name, sample, StorageResolution === 1 ? SECOND_MS : MINUTE_MS);
  }
  return {};
}

function samplesOf(datum: Datum, now: number, member: string): Sample[] {
  const at = datum.Timestamp?.getTime() ?? now;
  const unit = datum.Unit ?? 'None';
  const { Value, Values, Counts, StatisticValues: set } = datum;
  checkDatum(datum, { at, now, member });
  const one = (value: number, count: number): Sample => {
    return { at, unit, count, sum: value * count, minimum: value, maximum: value };
  };
  if (set) return [{ at, unit, count: set.SampleCount, sum: set.Sum, minimum: set.Minimum, maximum: set.Maximum }];
  if (Value !== undefined) return [one(Value, 1)];
  return (Values ?? []).map((value, i) => one(value, Counts?.[i] ?? 1));
}

function checkDatum(datum: Datum, { at, now, member }: { at: number; now: number; member: string }): void {
  const { Value, Values, Counts, StatisticValues: set, StorageResolution } = datum;
  const refuse = (code: string, problem: string) => {
    throw new AwsError(code, problem);
  };
  if ([Value, Values, set].filter((v) => v !== undefined).length !== 1) {
    const parameters = `${member}.Value, Values and StatisticValues`;
    refuse('InvalidParameterCombination', `Exactly one of the parameters ${parameters} must be specified.`);
  }
  if (Counts && Counts.length !== Values?.length) {
    refuse('InvalidParameterValue', `The parameters ${member}.Values and ${member}.Counts must be of the same size.`);
  }
  if ((Values?.length ?? 0) > MAX_VALUES) {
    refuse('InvalidParameterValue', `The collection ${member}.Values must not have a size greater than ${MAX_VALUES}.`);
  }
  const numbers = [Value, ...(Values ?? []), set?.Sum, set?.Minimum, set?.Maximum].filter((v) => v !== undefined);
  if (numbers.some((value) => !Number.isFinite(value))) {
    refuse('InvalidParameterValue', `The value NaN or Infinity for parameter ${member}.Value is invalid.`);
  }
  if (StorageResolution !== undefined && StorageResolution !== 1 && StorageResolution !== 60) {
    refuse('InvalidParameterValue', `The parameter ${member}.StorageResolution must be 1 or 60.`);
  }
  if ((datum.Dimensions?.length ?? 0) > MAX_DIMENSIONS) {
    refuse('InvalidParameterValue', `The collection ${member}.Dimensions must not have a size greater than 30.`);
  }
  if (at < now - OLDEST_MS || at > now + NEWEST_MS) {
    refuse(
      'InvalidParameterValue',
      `The parameter ${member}.Timestamp must specify a time within the past two weeks and no more than two hours in the future.`,
    );
  }
}
