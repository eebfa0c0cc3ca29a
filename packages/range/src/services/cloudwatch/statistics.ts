import type { Slot } from './slot.ts';

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

/** Of at least one slot. Undefined for a percentile that CloudWatch does not have. */
export function computeStatistic(slots: readonly Slot[], statistic: string): number | undefined {
  const count = slots.reduce((n, s) => n + s.count, 0);
  const sum = slots.reduce((n, s) => n + s.sum, 0);
  switch (statistic) {
    case 'SampleCount':
      return count;
    case 'Sum':
      return sum;
    case 'Average':
      return sum / count;
    case 'Minimum':
      return slots.reduce((least, s) => Math.min(least, s.minimum), Number.POSITIVE_INFINITY);
    case 'Maximum':
      return slots.reduce((most, s) => Math.max(most, s.maximum), Number.NEGATIVE_INFINITY);
    default:
      return percentile(slots, percentileOf(statistic) ?? 0);
  }
}

/**
 * Nearest rank. There is none of values that came only as statistic sets, nor where one of them is negative.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
function percentile(slots: readonly Slot[], percent: number): number | undefined {
  if (slots.some(({ values, minimum }) => !values || minimum < 0)) return undefined;
  const values = slots.flatMap((slot) => [...(slot.values ?? [])]).sort(([a], [b]) => a - b);
  const rank = (percent / 100) * values.reduce((n, [, count]) => n + count, 0);
  let seen = 0;
  for (const [value, count] of values) {
    seen += count;
    if (seen >= rank) return value;
  }
  return values.at(-1)?.[0];
}

/**
 * How many values a percentile needs to mean something, as alarms that ignore low counts demand.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 */
export function samplesNeeded(statistic: string): number {
  const percent = percentileOf(statistic);
  if (percent === undefined || percent === 0 || percent === 100) return 0;
  return 1000 / (percent >= 50 ? 100 - percent : percent);
}

export interface Bucket {
  /** Milliseconds since the epoch. */
  start: number;
  slots: Slot[];
}

/** Slots by period, from `start` on; periods without any are left out, as CloudWatch does. */
export function bucketize(slots: readonly Slot[], start: number, periodMs: number): Bucket[] {
  const buckets = new Map<number, Slot[]>();
  for (const slot of slots) {
    const index = Math.floor((slot.at - start) / periodMs);
    const bucket = buckets.get(index);
    if (bucket) bucket.push(slot);
    else buckets.set(index, [slot]);
  }
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([index, bucket]) => ({ start: start + index * periodMs, slots: bucket }));
}
