import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { MetricDatum, MetricSink } from '../../ports.ts';

/** One observation, or several that were summed up before they came. */
export interface Sample {
  /** Milliseconds since the epoch on the range's clock. */
  at: number;
  unit: string;
  count: number;
  sum: number;
  minimum: number;
  maximum: number;
}

export interface MetricName {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
}

export interface Series extends MetricName {
  /** In the order of their times. */
  samples: Sample[];
}

/** Memory is bounded per series; the oldest samples go first. */
const MAX_SAMPLES = 20_000;

/** Metrics by their exact dimensions: as in CloudWatch, a query that names fewer finds nothing. */
export class MetricStore implements MetricSink {
  readonly #series = new Map<string, Series>();

  put(datum: MetricDatum): void {
    const { at, unit = 'None', value } = datum;
    this.add(datum, { at, unit, count: 1, sum: value, minimum: value, maximum: value });
  }

  add(name: MetricName, sample: Sample): void {
    const key = keyOf(name);
    let series = this.#series.get(key);
    if (!series) {
      const { namespace, metric, dimensions } = name;
      series = { namespace, metric, dimensions, samples: [] };
      this.#series.set(key, series);
    }
    const { samples } = series;
    let index = samples.length;
    while (index > 0 && (samples[index - 1]?.at ?? 0) > sample.at) index -= 1;
    samples.splice(index, 0, sample);
    if (samples.length > MAX_SAMPLES) samples.splice(0, samples.length - MAX_SAMPLES);
  }

  /** From `start`, inclusive, to `end`, exclusive; of one unit when it is given. */
  samples(name: MetricName, range: { start: number; end: number; unit?: string | undefined }): Sample[] {
    const found = this.#series.get(keyOf(name))?.samples ?? [];
    return found.filter(
      (s) => s.at >= range.start && s.at < range.end && (range.unit === undefined || s.unit === range.unit),
    );
  }

  all(): Series[] {
    return [...this.#series.values()];
  }
}

export function dimensionsOf(dimensions: readonly Dimension[] | undefined): Record<string, string> {
  return Object.fromEntries((dimensions ?? []).map((d) => [d.Name ?? '', d.Value ?? '']));
}

export function toDimensions(dimensions: Readonly<Record<string, string>>): Dimension[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}

function keyOf({ namespace, metric, dimensions }: MetricName): string {
  return JSON.stringify([namespace, metric, ...Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

export function sameMetric(a: MetricName, b: MetricName): boolean {
  return keyOf(a) === keyOf(b);
}
