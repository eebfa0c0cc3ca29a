import type { Sample } from './metric-store.ts';

export const STATISTICS = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type StatisticName = (typeof STATISTICS)[number];

/** `p95`, `p99.9`; undefined when it is none. */
export function percentileOf(statistic: string): number | undefined {
  const percent = Number(/^p(\d{1,3}(?:\.\d{1,10})?)$/.exec(statistic)?.[1] ?? Number.NaN);
  return percent >= 0 && percent <= 100 ? percent : undefined;
}

export function isStatistic(statistic: string): statistic is StatisticName {
  return (STATISTICS as readonly string[]).includes(statistic);
}

/** Of at least one sample. */
export function computeStatistic(samples: readonly Sample[], statistic: string): number {
  const count = samples.reduce((n, s) => n + s.count, 0);
  const sum = samples.reduce((n, s) => n + s.sum, 0);
  switch (statistic) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return samples.reduce((least, s) => Math.min(least, s.minimum), Number.POSITIVE_INFINITY);
    case 'Maximum':
      return samples.reduce((most, s) => Math.max(most, s.maximum), Number.NEGATIVE_INFINITY);
    default:
      return percentile(samples, percentileOf(statistic) ?? 0);
  }
}

/** Nearest rank. Summed-up samples count with their mean, as their values are not known. */
function percentile(samples: readonly Sample[], percent: number): number {
  const values = samples.map((s) => ({ value: s.sum / s.count, count: s.count })).sort((a, b) => a.value - b.value);
  const rank = (percent / 100) * values.reduce((n, v) => n + v.count, 0);
  let seen = 0;
  for (const { value, count } of values) {
    seen += count;
    if (seen >= rank) return value;
  }
  return values.at(-1)?.value ?? 0;
}

export interface Bucket {
  /** Milliseconds since the epoch. */
  start: number;
  samples: Sample[];
}

/** Samples by period, from `start` on; periods without samples are left out, as CloudWatch does. */
export function bucketize(samples: readonly Sample[], start: number, periodMs: number): Bucket[] {
  const buckets = new Map<number, Sample[]>();
  for (const sample of samples) {
    const index = Math.floor((sample.at - start) / periodMs);
    const bucket = buckets.get(index);
    if (bucket) bucket.push(sample);
    else buckets.set(index, [sample]);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([index, bucket]) => ({ start: start + index * periodMs, samples: bucket }));
}
