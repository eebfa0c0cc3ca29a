import type { GetMetricDataInput, GetMetricDataOutput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import type { TimeSeries } from '../math/value.ts';
import type { MetricStore } from '../metric-store.ts';
import { checkRange } from '../parameters.ts';
import { checkQueries, QueryAnswers } from '../queries.ts';

const MAX_DATAPOINTS = 100_800;

/** Queries of metrics, and expressions over them. */
export function getMetricData(metrics: MetricStore, input: Checked<GetMetricDataInput>): GetMetricDataOutput {
  checkRange(input.StartTime, input.EndTime);
  checkQueries(input.MetricDataQueries, 'MetricDataQueries');
  const start = input.StartTime.getTime();
  const firstPeriod = (seconds: number) => Math.floor(start / (seconds * 1000)) * seconds * 1000;
  const window = { start, end: input.EndTime.getTime(), firstPeriod };
  const answers = new QueryAnswers(metrics, input.MetricDataQueries, window);
  const results = input.MetricDataQueries.flatMap((query) => {
    const all = answers.series(query);
    return query.ReturnData === false
      ? []
      : all.map((series) => ({ id: query.Id, points: pointsOf(series, input), series }));
  });
  const offset = offsetOf(input.NextToken);
  const end = offset + (input.MaxDatapoints ?? MAX_DATAPOINTS);
  const total = results.reduce((n, { points }) => n + points.length, 0);
  return {
    MetricDataResults: pageOf(results, offset, end),
    NextToken: end < total ? Buffer.from(String(end)).toString('base64url') : undefined,
    Messages: [],
  };
}

interface Result {
  id: string;
  series: TimeSeries;
  points: [at: number, value: number][];
}

function pointsOf({ points }: TimeSeries, { ScanBy }: Checked<GetMetricDataInput>): [number, number][] {
  const ascending = [...points].sort(([a], [b]) => a - b);
  return ScanBy === 'TimestampAscending' ? ascending : ascending.reverse();
}

function offsetOf(token: string | undefined): number {
  const offset = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (Number.isInteger(offset) && offset >= 0) return offset;
  throw new AwsError('InvalidNextToken', 'The specified nextToken is invalid.');
}

/** Points `start` to `end` of all results in a row; a result that goes on in another page is partial. */
function pageOf(results: readonly Result[], start: number, end: number): MetricDataResult[] {
  let before = 0;
  return results.flatMap(({ id, series, points }) => {
    const first = before;
    before += points.length;
    const shown = points.slice(Math.max(0, start - first), Math.max(0, end - first));
    if (shown.length === 0 && (points.length > 0 || start > 0)) return [];
    return [
      {
        Id: id,
        Label: series.label,
        Timestamps: shown.map(([at]) => new Date(at)),
        Values: shown.map(([, value]) => value),
        StatusCode: before > end ? ('PartialData' as const) : ('Complete' as const),
      },
    ];
  });
}
