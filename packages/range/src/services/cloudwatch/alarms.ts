import type { AlarmHistoryItem } from '@aws-sdk/client-cloudwatch';
import type { AlarmTransition, Clock } from '@steadyhand/contracts';
import { AwsError } from '../../wire/service.ts';
import { type Alarm, type AlarmConfig, operatorOf, type StateInfo } from './alarm.ts';
import { evaluate, evaluationRange } from './evaluate.ts';
import type { MetricStore } from './metric-store.ts';
import { explain, type Point } from './state-reason.ts';
import { computeStatistic } from './statistics.ts';

const MINUTE_MS = 60_000;
/** Alarms of less than a minute's period look every ten seconds. */
const HIGH_RESOLUTION_MS = 10_000;
/** After the boundary, so that what was put at its last moment is seen. */
const LAG_MS = 2000;
const MAX_HISTORY = 2000;

/** All alarms of the range, evaluated on its clock. */
export class Alarms {
  readonly #clock: Clock;
  readonly #metrics: MetricStore;
  readonly #arnOf: (name: string) => string;
  readonly #alarms = new Map<string, Alarm>();
  readonly #listeners = new Set<(transition: AlarmTransition) => void>();
  /** Newest first. */
  readonly history: AlarmHistoryItem[] = [];

  constructor(options: { clock: Clock; metrics: MetricStore; arnOf: (name: string) => string }) {
    this.#clock = options.clock;
    this.#metrics = options.metrics;
    this.#arnOf = options.arnOf;
  }

  /** An alarm that exists keeps its state. */
  put(config: AlarmConfig): void {
    const now = this.#clock.now();
    const existing = this.#alarms.get(config.name);
    if (existing) {
      existing.config = config;
      existing.configuredAt = now;
    } else {
      this.#alarms.set(config.name, {
        config,
        arn: this.#arnOf(config.name),
        configuredAt: now,
        state: { value: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', data: undefined },
        updatedAt: now,
        transitionedAt: now,
      });
    }
    const what = existing ? 'updated' : 'created';
    this.#record(config.name, 'ConfigurationUpdate', { summary: `Alarm "${config.name}" ${what}`, data: { config } });
  }

  delete(name: string): void {
    this.#alarms.delete(name);
  }

  all(): Alarm[] {
    return [...this.#alarms.values()].sort((a, b) => (a.config.name < b.config.name ? -1 : 1));
  }

  get(name: string): Alarm {
    const alarm = this.#alarms.get(name);
    if (!alarm) throw new AwsError('ResourceNotFound', `Unknown alarm: ${name}`, 404);
    return alarm;
  }

  onTransition(listener: (transition: AlarmTransition) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setState(alarm: Alarm, state: StateInfo): void {
    const now = this.#clock.now();
    const old = alarm.state;
    alarm.state = state;
    alarm.updatedAt = now;
    if (old.value === state.value) return;
    alarm.transitionedAt = now;
    const { name } = alarm.config;
    this.#record(name, 'StateUpdate', {
      summary: `Alarm updated from ${old.value} to ${state.value}`,
      data: { oldState: historyState(old), newState: historyState(state) },
    });
    const transition = { alarm: name, from: old.value, to: state.value, reason: state.reason, at: now };
    for (const listener of this.#listeners) listener(transition);
  }

  /** Evaluates until the signal is aborted: every minute, and every ten seconds what has a shorter period. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const now = this.#clock.now();
      const boundary = (Math.floor((now - LAG_MS) / HIGH_RESOLUTION_MS) + 1) * HIGH_RESOLUTION_MS;
      try {
        await this.#clock.sleep(boundary + LAG_MS - now, signal);
      } catch {
        return;
      }
      this.#evaluateAll(boundary);
    }
  }

  #evaluateAll(boundary: number): void {
    for (const alarm of this.#alarms.values()) {
      if (boundary % MINUTE_MS === 0 || alarm.config.periodSeconds < 60) this.#evaluate(alarm, boundary);
    }
  }

  #evaluate(alarm: Alarm, end: number): void {
    const { config } = alarm;
    const points = this.#points(config, end);
    const value = evaluate(
      points.map((p) => p?.value),
      {
        evaluationPeriods: config.evaluationPeriods,
        datapointsToAlarm: config.datapointsToAlarm ?? config.evaluationPeriods,
        missing: config.missing ?? 'missing',
        breaches: (v) => operatorOf(config).breaches(v, config.threshold),
      },
    );
    if (value === undefined || value === alarm.state.value) return;
    const real = points.filter((p) => p !== undefined).slice(-config.evaluationPeriods);
    this.setState(alarm, explain(config, value, { points: real, now: this.#clock.now() }));
  }

  /** One per period that ends at `end` or before, oldest first. */
  #points(config: AlarmConfig, end: number): (Point | undefined)[] {
    const periodMs = config.periodSeconds * 1000;
    const range = evaluationRange(config.evaluationPeriods);
    return Array.from({ length: range }, (_, i) => {
      const at = end - (range - i) * periodMs;
      const samples = this.#metrics.samples(config, { start: at, end: at + periodMs, unit: config.unit });
      if (samples.length === 0) return undefined;
      const count = computeStatistic(samples, 'SampleCount');
      return { at, value: computeStatistic(samples, config.statistic), count };
    });
  }

  #record(
    name: string,
    type: 'StateUpdate' | 'ConfigurationUpdate',
    { summary, data }: { summary: string; data: object },
  ): void {
    this.history.unshift({
      AlarmName: name,
      AlarmType: 'MetricAlarm',
      Timestamp: new Date(this.#clock.now()),
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: JSON.stringify({ version: '1.0', ...data }),
    });
    this.history.splice(MAX_HISTORY);
  }
}

function historyState(state: StateInfo): object {
  return {
    stateValue: state.value,
    stateReason: state.reason,
    ...(state.data !== undefined && { stateReasonData: JSON.parse(state.data) }),
  };
}
