import type { MetricSink } from '../ports.ts';

export type MetricValues = readonly (readonly [metric: string, value: number, unit: string])[];

export interface MetricSource {
  namespace: string;
  dimensions: Readonly<Record<string, string>>;
  /** On the range's clock. */
  at: number;
}

export function putAll(sink: MetricSink, source: MetricSource, values: MetricValues): void {
  for (const [metric, value, unit] of values) sink.put({ ...source, metric, value, unit });
}
