import type { Clock } from '@steadyhand/contracts';
import { isMetricAlarm, type MetricAlarmConfig, type MetricAlarmRecord, operatorOf, type Point } from './alarm.ts';
import type { Alarms } from './alarms.ts';
import { evaluate, evaluationRange } from './evaluate.ts';
import { type MetricStore, MINUTE_MS } from './metric-store.ts';
import { QueryAnswers } from './queries.ts';
import { explain } from './state-reason.ts';
import { bucketize, computeStatistic, samplesNeeded } from './statistics.ts';

/** Alarms of less than a minute's period look every ten seconds. */
const HIGH_RESOLUTION_MS = 10_000;
/** After the boundary, so that what was put at its last moment is seen. */
const LAG_MS = 2000;

export interface WatchOptions {
  clock: Clock;
  alarms: Alarms;
  metrics: MetricStore;
}

/** Evaluates until the signal is aborted: every minute, and every ten seconds what has a shorter period. */
export async function watchAlarms(options: WatchOptions, signal: AbortSignal): Promise<void> {
  const { clock, alarms } = options;
  while (!signal.aborted) {
    const now = clock.now();
    const boundary = (Math.floor((now - LAG_MS) / HIGH_RESOLUTION_MS) + 1) * HIGH_RESOLUTION_MS;
    try {
      await clock.sleep(boundary + LAG_MS - now, signal);
    } catch {
      return;
    }
    for (const alarm of alarms.all().filter(isMetricAlarm)) {
      const isMinute = boundary % MINUTE_MS === 0;
      if (isMinute || alarm.config.source.periodSeconds < 60)
        evaluateAlarm(options, alarm, { end: boundary, isMinute });
    }
  }
}

function evaluateAlarm(
  { alarms, metrics, clock }: WatchOptions,
  alarm: MetricAlarmRecord,
  { end, isMinute }: { end: number; isMinute: boolean },
): void {
  const { config } = alarm;
  const points = pointsOf(metrics, config, end);
  const counted = points.filter((p) => p !== undefined).slice(-config.evaluationPeriods);
  alarm.points = counted;
  const value = hasTooFew(config, counted) ? undefined : stateFor(config, points);
  if (value !== undefined && value !== alarm.state.value) {
    alarms.setState(alarm, explain(config, value, { points: counted, now: clock.now() }));
  } else if (isMinute) {
    alarms.repeatActions(alarm);
  }
}

function stateFor(config: MetricAlarmConfig, points: readonly (Point | undefined)[]) {
  const { evaluationPeriods, datapointsToAlarm = evaluationPeriods, missing = 'missing', threshold } = config;
  const breaches = (value: number) => operatorOf(config).breaches(value, threshold);
  return evaluate(
    points.map((p) => p?.value),
    { evaluationPeriods, datapointsToAlarm, missing, breaches },
  );
}

function hasTooFew({ lowSamples, source }: MetricAlarmConfig, points: readonly Point[]): boolean {
  if (lowSamples !== 'ignore' || source.kind !== 'metric') return false;
  return points.some(({ count = 0 }) => count < samplesNeeded(source.statistic));
}

/** One per period that ends at `end` or before, oldest first. */
function pointsOf(metrics: MetricStore, config: MetricAlarmConfig, end: number): (Point | undefined)[] {
  const { source } = config;
  const periodMs = source.periodSeconds * 1000;
  const range = evaluationRange(config.evaluationPeriods);
  const start = end - range * periodMs;
  const found = source.kind === 'metric' ? metricPoints(metrics, source, { start, end }) : queryPoints();
  return Array.from({ length: range }, (_, i) => found.get(start + i * periodMs));

  function queryPoints(): Map<number, Point> {
    if (source.kind !== 'queries') return new Map();
    const answers = new QueryAnswers(metrics, source.queries, { start, end, firstPeriod: () => start });
    const { points } = answers.single(source.returned);
    return new Map([...points].map(([at, value]) => [at, { at, value, count: undefined }]));
  }
}

function metricPoints(
  metrics: MetricStore,
  { metric, statistic, unit, periodSeconds }: Extract<MetricAlarmConfig['source'], { kind: 'metric' }>,
  { start, end }: { start: number; end: number },
): Map<number, Point> {
  const buckets = bucketize(metrics.slots(metric, { start, end, unit }), start, periodSeconds * 1000);
  return new Map(
    buckets.flatMap(({ start: at, slots }) => {
      const value = computeStatistic(slots, statistic);
      return value === undefined ? [] : [[at, { at, value, count: computeStatistic(slots, 'SampleCount') }] as const];
    }),
  );
}
