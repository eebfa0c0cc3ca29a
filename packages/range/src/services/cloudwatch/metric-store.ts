import type { Dimension } from '@aws-sdk/client-cloudwatch';
import type { MetricDatum, MetricSink } from '../../ports.ts';
import { observe, type Slot, slotOf } from './slot.ts';

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
  slots: Slot[];
}

export interface SlotRange {
  /** Inclusive. */
  start: number;
  /** Exclusive. */
  end: number;
  unit?: string | undefined;
}

/** Standard resolution: what comes within a minute is kept as one. */
export const MINUTE_MS = 60_000;
/** High resolution, for metrics that are put so. */
export const SECOND_MS = 1000;
/** Memory is bounded per series, to a fortnight of minutes; the oldest go first. */
const MAX_SLOTS = 20_160;

/** Metrics by their exact dimensions: as in CloudWatch, a query that names fewer finds nothing. */
export class MetricStore implements MetricSink {
  readonly #series = new Map<string, Series>();

  put(datum: MetricDatum): void {
    const { at, unit = 'None', value } = datum;
    this.add(datum, { at, unit, count: 1, sum: value, minimum: value, maximum: value });
  }

  add(name: MetricName, sample: Sample, resolutionMs = MINUTE_MS): void {
    const key = keyOf(name);
    let series = this.#series.get(key);
    if (!series) {
      const { namespace, metric, dimensions } = name;
      series = { namespace, metric, dimensions, slots: [] };
      this.#series.set(key, series);
    }
    const at = Math.floor(sample.at / resolutionMs) * resolutionMs;
    const { slots } = series;
    let index = firstFrom(slots, at);
    for (; slots[index]?.at === at; index += 1) {
      const slot = slots[index];
      if (slot?.unit !== sample.unit) continue;
      observe(slot, sample);
      return;
    }
    slots.splice(index, 0, slotOf(at, sample));
    if (slots.length > MAX_SLOTS) slots.splice(0, slots.length - MAX_SLOTS);
  }

  /** In the order of their times; of one unit when it is given. */
  slots(name: MetricName, { start, end, unit }: SlotRange): Slot[] {
    const all = this.#series.get(keyOf(name))?.slots ?? [];
    const found = all.slice(firstFrom(all, start), firstFrom(all, end));
    return unit === undefined ? found : found.filter((slot) => slot.unit === unit);
  }

  all(): Series[] {
    return [...this.#series.values()];
  }
}

/** Index of the first slot at `time` or later, by halving. */
function firstFrom(slots: readonly Slot[], time: number): number {
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((slots[middle]?.at ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
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
