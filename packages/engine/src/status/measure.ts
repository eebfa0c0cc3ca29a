import type { Metric } from '@steadyhand/contracts';
import { fillTemplate } from '../fill-template.ts';
import { type Prober, probe } from '../probe.ts';

export interface Measured {
  /** Null where there is none; then the note says why. */
  value: number | null;
  note: string;
}

/** Periods that are looked at: the newest ones may not have arrived yet. */
const PERIODS = 5;

interface Datapoint {
  Timestamp: string;
  ExtendedStatistics?: Record<string, number>;
  [statistic: string]: unknown;
}

/** The newest datapoint of a series, as a percentage of its maximum where the threshold is one. */
export async function measure(prober: Prober, metric: Metric, { ofMax }: { ofMax: boolean }): Promise<Measured> {
  const max = ofMax ? maximumOf(prober, metric) : null;
  if (ofMax && max === null) return { value: null, note: 'steadyhand.yaml does not say what 100 % is (max)' };
  const result = await probe(prober, queryOf(prober, metric));
  if (result.exitCode !== 0) return { value: null, note: result.stderr.trim() };
  const { Datapoints }: { Datapoints: Datapoint[] } = JSON.parse(result.stdout);
  const newest = Datapoints.toSorted((a, b) => Date.parse(b.Timestamp) - Date.parse(a.Timestamp))[0];
  if (!newest) return { value: null, note: `no data within ${(PERIODS * metric.periodSeconds) / 60} minutes` };
  const value = Number(newest.ExtendedStatistics?.[metric.statistic] ?? newest[metric.statistic]);
  return max === null ? { value, note: '' } : { value: (value / max) * 100, note: `${value} of ${max}` };
}

function maximumOf({ target }: Prober, { max }: Metric): number | null {
  const value = typeof max === 'string' ? Number(fillTemplate(max, target.outputs)) : max;
  return value !== undefined && value > 0 ? value : null;
}

function queryOf({ clock, target }: Prober, metric: Metric): string[] {
  const { namespace, name, dimensions, statistic, periodSeconds } = metric;
  const iso = (at: number): string => new Date(at).toISOString();
  const filled = Object.entries(dimensions).map(
    ([key, value]) => `Name=${key},Value=${fillTemplate(value, target.outputs)}`,
  );
  return [
    ...['aws', 'cloudwatch', 'get-metric-statistics', '--namespace', fillTemplate(namespace, target.outputs)],
    ...['--metric-name', name, ...(filled.length > 0 ? ['--dimensions', ...filled] : [])],
    ...['--start-time', iso(clock.now() - PERIODS * periodSeconds * 1000), '--end-time', iso(clock.now())],
    ...['--period', String(periodSeconds), '--output', 'json'],
    ...(/^p\d/.test(statistic) ? ['--extended-statistics', statistic] : ['--statistics', statistic]),
  ];
}
