/** Where the parts of the range leave what others read: metrics and log lines. */

export interface MetricDatum {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  value: number;
  /** CloudWatch's unit name; `None` when left out. */
  unit?: string;
  /** Milliseconds since the epoch on the range's clock. */
  at: number;
}

export interface MetricSink {
  put(datum: MetricDatum): void;
}

export interface LogLine {
  group: string;
  stream: string;
  /** Milliseconds since the epoch on the range's clock. */
  at: number;
  message: string;
}

export interface LogSink {
  append(line: LogLine): void;
}
