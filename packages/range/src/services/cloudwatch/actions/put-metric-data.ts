import type { MetricDatum, PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { dimensionsOf, type MetricStore, type Sample } from '../metric-store.ts';

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
  const data = (input.MetricData ?? []).map((datum, i) => ({ datum, samples: samplesOf(datum, now, i + 1) }));
  for (const { datum, samples } of data) {
    const name = {
      namespace: input.Namespace,
      metric: datum.MetricName,
      dimensions: dimensionsOf(datum.Dimensions),
    };
    for (const sample of samples) metrics.add(name, sample);
  }
  return {};
}

function samplesOf(datum: Checked<MetricDatum>, now: number, position: number): Sample[] {
  const at = datum.Timestamp?.getTime() ?? now;
  const unit = datum.Unit ?? 'None';
  const one = (value: number, count = 1): Sample => ({
    at,
    unit,
    count,
    sum: value * count,
    minimum: value,
    maximum: value,
  });
  const { Value, Values, Counts, StatisticValues: set } = datum;
  const given = [Value, Values, set].filter((v) => v !== undefined).length;
  if (given !== 1) {
    throw new AwsError(
      'InvalidParameterCombination',
      `Exactly one of the parameters MetricData.member.${position}.Value, Values and StatisticValues must be specified.`,
    );
  }
  if (set) return [{ at, unit, count: set.SampleCount, sum: set.Sum, minimum: set.Minimum, maximum: set.Maximum }];
  if (Value !== undefined) return [one(Value)];
  return (Values ?? []).map((value, i) => one(value, Counts?.[i]));
}
