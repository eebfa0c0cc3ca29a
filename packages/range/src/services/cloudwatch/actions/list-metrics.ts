import type { ListMetricsInput, ListMetricsOutput } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { page } from '../../page.ts';
import { type MetricStore, type Series, toDimensions } from '../metric-store.ts';

const PER_PAGE = 500;
const RECENT_MS = 3 * 3600 * 1000;

export function listMetrics(metrics: MetricStore, now: number, input: Checked<ListMetricsInput>): ListMetricsOutput {
  if (input.OwningAccount !== undefined || input.IncludeLinkedAccounts) {
    throw new AwsError(
      'NotImplemented',
      'cloudwatch metrics of other accounts are not implemented in this range.',
      501,
    );
  }
  const { items, nextToken } = page(
    metrics.all().filter((series) => matches(series, now, input)),
    { limit: PER_PAGE, token: input.NextToken },
  );
  return {
    Metrics: items.map((series) => ({
      Namespace: series.namespace,
      MetricName: series.metric,
      Dimensions: toDimensions(series.dimensions),
    })),
    NextToken: nextToken,
  };
}

function matches(series: Series, now: number, input: Checked<ListMetricsInput>): boolean {
  const recent = input.RecentlyActive === undefined || (series.slots.at(-1)?.at ?? 0) >= now - RECENT_MS;
  const dimensions = (input.Dimensions ?? []).every(({ Name, Value }) => {
    const value = series.dimensions[Name];
    return value !== undefined && (Value === undefined || value === Value);
  });
  return (
    recent &&
    dimensions &&
    (input.Namespace === undefined || series.namespace === input.Namespace) &&
    (input.MetricName === undefined || series.metric === input.MetricName)
  );
}
