import type { MetricTransformation } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '@steadyhand/contracts';
import type { MetricSink } from '../../ports.ts';
import type { Checked } from '../../wire/service.ts';
import { discoverSelector, type Extract } from './extract.ts';
import { type Matcher, parseFilterPattern } from './filter-pattern.ts';
import type { LogEvent } from './log-store.ts';

export type Transformation = Checked<MetricTransformation>;

export interface MetricFilterRecord {
  group: string;
  name: string;
  pattern: string;
  transformation: Transformation;
  createdAt: number;
}

interface Active {
  record: MetricFilterRecord;
  matches: Matcher;
  extract(reference: string): Extract;
  /** The minute of which the default is still to be decided; null while nothing came. */
  minute: { hasMatched: boolean } | null;
}

const MINUTE_MS = 60_000;

/** Makes metrics of log events that match a pattern. */
export class MetricFilters {
  readonly #metrics: MetricSink;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #active = new Map<string, Active>();

  constructor(options: { metrics: MetricSink; clock: Clock; signal: AbortSignal }) {
    this.#metrics = options.metrics;
    this.#clock = options.clock;
    this.#signal = options.signal;
  }

  /** In place of one of the same group and name. */
  put(record: MetricFilterRecord): void {
    const extract = (reference: string) => discoverSelector(record.pattern, reference);
    const matches = parseFilterPattern(record.pattern);
    this.#active.set(keyOf(record), { record, matches, extract, minute: null });
  }

  /** False when there is none. */
  delete(group: string, name: string): boolean {
    return this.#active.delete(keyOf({ group, name }));
  }

  deleteAll(group: string): void {
    for (const { name } of this.of(group)) this.delete(group, name);
  }

  all(): MetricFilterRecord[] {
    return [...this.#active.values()].map(({ record }) => record);
  }

  of(group: string): MetricFilterRecord[] {
    return this.all().filter((record) => record.group === group);
  }

  onEvent(group: string, event: LogEvent): void {
    for (const active of this.#active.values()) {
      if (active.record.group === group) this.#apply(active, event);
    }
  }

  #apply(active: Active, event: LogEvent): void {
    const { transformation } = active.record;
    const hasMatched = active.matches(event.message);
    if (hasMatched) this.#publish(active, event);
    if (transformation.defaultValue === undefined) return;
    if (active.minute) active.minute.hasMatched ||= hasMatched;
    else void this.#watchMinute(active, hasMatched);
  }

  /** At its end a minute in which events came, but none that matched, has the default. */
  async #watchMinute(active: Active, hasMatched: boolean): Promise<void> {
    const minute = { hasMatched };
    active.minute = minute;
    const now = this.#clock.now();
    const end = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
    await this.#clock.sleep(end - now, this.#signal).catch(() => {});
    active.minute = null;
    const { defaultValue } = active.record.transformation;
    if (minute.hasMatched || defaultValue === undefined || this.#signal.aborted) return;
    this.#put(active, { value: defaultValue, dimensions: {}, at: now });
  }

  /** Nothing where the value is no number, or a dimension is not in the event. */
  #publish(active: Active, { message, at }: LogEvent): void {
    const { metricValue, dimensions = {} } = active.record.transformation;
    const resolve = (text: string) => (text.startsWith('$') ? active.extract(text)(message) : text);
    const value = Number(resolve(metricValue) ?? Number.NaN);
    const resolved = Object.entries(dimensions).map(([name, text]) => [name, resolve(text)] as const);
    if (Number.isNaN(value) || resolved.some(([, text]) => text === undefined)) return;
    this.#put(active, {
      value,
      at,
      dimensions: Object.fromEntries(resolved.map(([name, text]) => [name, String(text)])),
    });
  }

  #put({ record }: Active, point: { value: number; at: number; dimensions: Record<string, string> }): void {
    const { metricNamespace: namespace, metricName: metric, unit = 'None' } = record.transformation;
    this.#metrics.put({ namespace, metric, unit, ...point });
  }
}

function keyOf({ group, name }: Pick<MetricFilterRecord, 'group' | 'name'>): string {
  return `${group}\n${name}`;
}
