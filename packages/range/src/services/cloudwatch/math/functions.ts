/**
 * The functions of metric math.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list
 */

import { choose } from './choose.ts';
import { fill } from './fill.ts';
import { nameOf } from './operators.ts';
import {
  type MathValue,
  mapPoints,
  mathError,
  periodStarts,
  scalar,
  type TimeSeries,
  type Window,
  withPoints,
} from './value.ts';

export interface MathContext {
  window: Window;
  /** Of series that are made of nothing else. */
  periodSeconds: number;
  /** All metrics of the request, but no expressions; those whose id contains a text. */
  metrics(containing: string): readonly TimeSeries[];
  search(args: readonly MathValue[]): readonly TimeSeries[];
}

type MathFunction = (args: readonly MathValue[], context: MathContext) => MathValue;

const perPoint =
  (change: (value: number, at: number) => number): MathFunction =>
  ([value]) =>
    overSeries(value, (series) => mapPoints(series, change));

/** Of a series one number, of many a series: by time. */
const aggregate =
  (reduce: (values: readonly number[]) => number): MathFunction =>
  ([value]) => {
    if (value?.kind === 'series') return scalar(reduce([...value.points.values()]));
    const all = seriesOf(value);
    const times = [...new Set(all.flatMap(({ points }) => [...points.keys()]))].sort((a, b) => a - b);
    const base = all[0] ?? emptySeries(60);
    return withPoints(
      base,
      times.map((at) => [at, reduce(all.flatMap(({ points }) => points.get(at) ?? []))] as const),
    );
  };

/** From each point and the one before. */
const perStep =
  (change: (step: { value: number; seconds: number }) => number): MathFunction =>
  ([value]) =>
    overSeries(value, (series) => {
      const points = [...series.points];
      const steps = points.slice(1).map(([at, now], i) => {
        const [before = at, was = now] = points[i] ?? [];
        return [at, change({ value: now - was, seconds: (at - before) / 1000 })] as const;
      });
      return withPoints(series, steps);
    });

const calendar = (part: (date: Date) => number): MathFunction => perPoint((_, at) => part(new Date(at)));

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const average = (values: readonly number[]) => sum(values) / values.length;

const TABLE: Readonly<Record<string, MathFunction>> = {
  ABS: perPoint(Math.abs),
  CEIL: perPoint(Math.ceil),
  FLOOR: perPoint(Math.floor),
  LOG: perPoint(Math.log),
  LOG10: perPoint(Math.log10),
  AVG: aggregate(average),
  SUM: aggregate(sum),
  MIN: aggregate((values) => Math.min(...values)),
  MAX: aggregate((values) => Math.max(...values)),
  STDDEV: aggregate((values) => Math.sqrt(average(values.map((v) => (v - average(values)) ** 2)))),
  DIFF: perStep(({ value }) => value),
  DIFF_TIME: perStep(({ seconds }) => seconds),
  RATE: perStep(({ value, seconds }) => value / seconds),
  RUNNING_SUM: ([value]) => overSeries(value, runningSum),
  DATAPOINT_COUNT: ([value]) => scalar(oneSeries(value).points.size),
  METRIC_COUNT: ([value]) => scalar(seriesOf(value).length),
  PERIOD: ([value]) => scalar(oneSeries(value).periodSeconds),
  FIRST: ([value]) => seriesOf(value)[0] ?? emptySeries(60),
  LAST: ([value]) => seriesOf(value).at(-1) ?? emptySeries(60),
  FILL: ([value, how], { window }) => overSeries(value, (series) => fill(series, how, window)),
  IF: choose,
  METRICS: ([id], context) => ({ kind: 'many', series: context.metrics(id ? textOf(id) : '') }),
  SEARCH: (args, context) => ({ kind: 'many', series: context.search(args) }),
  REMOVE_EMPTY: ([value]) => ({ kind: 'many', series: seriesOf(value).filter(({ points }) => points.size > 0) }),
  SLICE: ([value, start, end]) => ({
    kind: 'many',
    series: seriesOf(value).slice(numberOf(start), end && numberOf(end)),
  }),
  SORT: sort,
  TIME_SERIES: ([value], { window, periodSeconds }) =>
    withPoints(
      emptySeries(periodSeconds),
      periodStarts(window, periodSeconds).map((at) => [at, numberOf(value)] as const),
    ),
  EPOCH: perPoint((_, at) => at / 1000),
  MINUTE: calendar((date) => date.getUTCMinutes()),
  HOUR: calendar((date) => date.getUTCHours()),
  DAY: calendar((date) => date.getUTCDay() || 7),
  DATE: calendar((date) => date.getUTCDate()),
  MONTH: calendar((date) => date.getUTCMonth() + 1),
  YEAR: calendar((date) => date.getUTCFullYear()),
};

const NOT_HERE = ['ANOMALY_DETECTION_BAND', 'DB_PERF_INSIGHTS', 'INSIGHT_RULE_METRIC', 'LAMBDA', 'SERVICE_QUOTA'];

/** Undefined for a name that metric math does not have. */
export function mathFunction(name: string): MathFunction | undefined {
  return TABLE[name];
}

export function isOnlyOfCloudWatch(name: string): boolean {
  return NOT_HERE.includes(name);
}

function runningSum(series: TimeSeries): TimeSeries {
  let total = 0;
  return mapPoints(series, (value) => {
    total += value;
    return total;
  });
}

/** `SORT(METRICS(), SUM, DESC, 5)` */
function sort([value, by, order, limit]: readonly MathValue[], context: MathContext): MathValue {
  const reduce = TABLE[by ? textOf(by) : ''];
  if (!reduce || !['AVG', 'MAX', 'MIN', 'SUM'].includes(by ? textOf(by) : '')) {
    throw mathError('SORT expects AVG, MIN, MAX or SUM as its second argument');
  }
  const sign = order && textOf(order) === 'DESC' ? -1 : 1;
  const ranked = seriesOf(value)
    .map((series) => ({ series, rank: numberOf(reduce([series], context)) }))
    .sort((a, b) => sign * (a.rank - b.rank))
    .map(({ series }) => series);
  return { kind: 'many', series: limit ? ranked.slice(0, numberOf(limit)) : ranked };
}

function overSeries(value: MathValue | undefined, change: (series: TimeSeries) => TimeSeries): MathValue {
  if (value?.kind === 'series') return change(value);
  if (value?.kind === 'scalar') {
    const single = change({ ...emptySeries(60), points: new Map([[0, value.value]]) });
    return scalar(single.points.get(0) ?? Number.NaN);
  }
  return { kind: 'many', series: seriesOf(value).map(change) };
}

function seriesOf(value: MathValue | undefined): readonly TimeSeries[] {
  if (value?.kind === 'many') return value.series;
  if (value?.kind === 'series') return [value];
  throw mathError(`Expected a time series, found ${value ? nameOf(value) : 'nothing'}`);
}

function oneSeries(value: MathValue | undefined): TimeSeries {
  if (value?.kind === 'series') return value;
  throw mathError(`Expected one time series, found ${value ? nameOf(value) : 'nothing'}`);
}

function numberOf(value: MathValue | undefined): number {
  if (value?.kind === 'scalar') return value.value;
  throw mathError(`Expected a number, found ${value ? nameOf(value) : 'nothing'}`);
}

function textOf(value: MathValue): string {
  if (value.kind === 'text') return value.text;
  throw mathError(`Expected a text, found ${nameOf(value)}`);
}

function emptySeries(periodSeconds: number): TimeSeries {
  return { kind: 'series', label: '', periodSeconds, points: new Map() };
}
