import type {
  GetMetricDataInput,
  GetMetricDataOutput,
  MetricDataQuery,
  MetricDataResult,
  MetricStat,
} from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { dimensionsOf, type MetricStore } from '../metric-store.ts';
import { checkPeriod, checkRange, checkStatistic } from '../parameters.ts';
import { bucketize, computeStatistic } from '../statistics.ts';

const MAX_DATAPOINTS = 100_800;

/** Queries of one metric each; expressions are refused. */
export function getMetricData(metrics: MetricStore, input: Checked<GetMetricDataInput>): GetMetricDataOutput {
  checkRange(input.StartTime, input.EndTime);
  if (input.NextToken !== undefined) throw new AwsError('InvalidNextToken', 'The specified nextToken is invalid.');
  const stats = input.MetricDataQueries.map((query, i) => metricStatOf(query, i));
  const results = input.MetricDataQueries.flatMap((query, i) => {
    const stat = stats[i];
    return stat && query.ReturnData !== false ? [resultOf(metrics, input, { query, stat })] : [];
  });
  const points = results.reduce((n, r) => n + (r.Values?.length ?? 0), 0);
  const most = input.MaxDatapoints ?? MAX_DATAPOINTS;
  if (points > most) {
    throw new AwsError(
      'NotImplemented',
      `cloudwatch GetMetricData with more than ${most} datapoints is not implemented in this range.`,
      501,
    );
  }
  return { MetricDataResults: results, Messages: [] };
}

function metricStatOf(query: Checked<MetricDataQuery>, index: number): Checked<MetricStat> {
  const parameter = `MetricDataQueries.member.${index + 1}`;
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(query.Id)) {
    throw new AwsError(
      'ValidationError',
      `The value ${query.Id} for parameter ${parameter}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  if (query.Expression !== undefined) {
    throw new AwsError(
      'NotImplemented',
      `cloudwatch metric math (${query.Expression}) is not implemented in this range.`,
      501,
    );
  }
  if (!query.MetricStat) {
    throw new AwsError('ValidationError', `Either Expression or MetricStat must be specified for ${parameter}.`);
  }
  checkStatistic(`${parameter}.MetricStat.Stat`, query.MetricStat.Stat);
  checkPeriod(query.MetricStat.Period);
  return query.MetricStat;
}

function resultOf(
  metrics: MetricStore,
  input: Checked<GetMetricDataInput>,
  { query, stat }: { query: Checked<MetricDataQuery>; stat: Checked<MetricStat> },
): MetricDataResult {
  const name = {
    namespace: stat.Metric.Namespace ?? '',
    metric: stat.Metric.MetricName ?? '',
    dimensions: dimensionsOf(stat.Metric.Dimensions),
  };
  const periodMs = stat.Period * 1000;
  const start = Math.floor(input.StartTime.getTime() / periodMs) * periodMs;
  const samples = metrics.samples(name, { start, end: input.EndTime.getTime(), unit: stat.Unit });
  const buckets = bucketize(samples, start, periodMs);
  if (input.ScanBy !== 'TimestampAscending') buckets.reverse();
  return {
    Id: query.Id,
    Label: query.Label ?? name.metric,
    Timestamps: buckets.map((bucket) => new Date(bucket.start)),
    Values: buckets.map((bucket) => computeStatistic(bucket.samples, stat.Stat)),
    StatusCode: 'Complete',
  };
}
