import type { Sample } from './metric-store.ts';

/** What was observed under one unit in the shortest time that is told apart. */
export interface Slot extends Sample {
  /** How often each value came; null when a statistic set hides them, and with them all percentiles. */
  values: Map<number, number> | null;
}

/** Up to so many different values are kept as they are; beyond, to three digits. */
const EXACT_VALUES = 1000;
const DIGITS = 3;

export function slotOf(at: number, sample: Sample): Slot {
  const { unit } = sample;
  const infinity = Number.POSITIVE_INFINITY;
  const slot: Slot = { at, unit, count: 0, sum: 0, minimum: infinity, maximum: -infinity, values: new Map() };
  observe(slot, sample);
  return slot;
}

export function observe(slot: Slot, { count, sum, minimum, maximum }: Sample): void {
  slot.count += count;
  slot.sum += sum;
  slot.minimum = Math.min(slot.minimum, minimum);
  slot.maximum = Math.max(slot.maximum, maximum);
  if (minimum !== maximum) slot.values = null;
  if (!slot.values) return;
  const value = slot.values.size < EXACT_VALUES ? minimum : Number(minimum.toPrecision(DIGITS));
  slot.values.set(value, (slot.values.get(value) ?? 0) + count);
}
