/** What a metric math expression is made of and gives. */
import { AwsError } from '../../../wire/service.ts';

export interface TimeSeries {
  kind: 'series';
  label: string;
  periodSeconds: number;
  /** By start of the period, in order. */
  points: ReadonlyMap<number, number>;
}

export type MathValue =
  | TimeSeries
  | { kind: 'scalar'; value: number }
  | { kind: 'many'; series: readonly TimeSeries[] }
  | { kind: 'text'; text: string };

/** The time that is asked about. */
export interface Window {
  /** Milliseconds since the epoch, inclusive. */
  start: number;
  /** Exclusive. */
  end: number;
  /** Start of the first period of this length. */
  firstPeriod(periodSeconds: number): number;
}

export function mathError(problem: string): AwsError {
  return new AwsError('ValidationError', problem);
}

export function scalar(value: number): MathValue {
  return { kind: 'scalar', value };
}

/** Points that are no number are left out, as a division by zero is. */
export function withPoints(series: TimeSeries, points: Iterable<readonly [number, number]>): TimeSeries {
  return { ...series, points: new Map([...points].filter(([, value]) => Number.isFinite(value))) };
}

export function mapPoints(series: TimeSeries, change: (value: number, at: number) => number): TimeSeries {
  return withPoints(
    series,
    [...series.points].map(([at, value]) => [at, change(value, at)] as const),
  );
}

/** Starts of all periods of a length in the window. */
export function periodStarts(window: Window, periodSeconds: number): number[] {
  const first = window.firstPeriod(periodSeconds);
  const count = Math.max(0, Math.ceil((window.end - first) / (periodSeconds * 1000)));
  return Array.from({ length: count }, (_, i) => first + i * periodSeconds * 1000);
}
