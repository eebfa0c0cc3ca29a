import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { AwsError, type Checked } from '../../wire/service.ts';
import { labelOf } from './label.ts';
import { evaluateMath } from './math/evaluate.ts';
import { type MathNode, parseMath } from './math/parse.ts';
import { parseSearch } from './math/search.ts';
import { type MathValue, mathError, type TimeSeries, type Window } from './math/value.ts';
import { dimensionsOf, type MetricStore, type Series } from './metric-store.ts';
import { checkPeriod, checkStatistic } from './parameters.ts';
import { bucketize, computeStatistic } from './statistics.ts';

export type MetricQuery = Checked<MetricDataQuery>;

const MAX_QUERIES = 500;

/** Throws for queries that CloudWatch would refuse, and for those that this range does not answer. */
export function checkQueries(queries: readonly MetricQuery[], member: string): void {
  if (queries.length > MAX_QUERIES) throw mathError(`The collection ${member} must not have more than 500 entries.`);
  const ids = new Set<string>();
  queries.forEach((query, i) => {
    checkQuery(query, `${member}.member.${i + 1}`);
    if (ids.has(query.Id)) throw mathError(`The values for parameter Id in ${member} are not unique.`);
    ids.add(query.Id);
  });
}

function checkQuery({ Id, Expression, MetricStat, AccountId, Period }: MetricQuery, parameter: string): void {
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id)) {
    throw mathError(
      `The value ${Id} for parameter ${parameter}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`,
    );
  }
  if (AccountId !== undefined) throw notHere('metrics of other accounts');
  if ((Expression === undefined) === (MetricStat === undefined)) {
    throw mathError(`Exactly one of Expression and MetricStat must be specified for ${parameter}.`);
  }
  if (Period !== undefined) checkPeriod(Period);
  if (MetricStat) {
    checkStatistic(`${parameter}.MetricStat.Stat`, MetricStat.Stat);
    checkPeriod(MetricStat.Period);
  }
  if (Expression !== undefined && /^\s*SELECT\s/i.test(Expression)) throw notHere('Metrics Insights queries');
}

function notHere(what: string): AwsError {
  return new AwsError('NotImplemented', `cloudwatch ${what} are not implemented in this range.`, 501);
}

/** The answers to a request's queries; each is found once, when it is asked for. */
export class QueryAnswers {
  readonly #metrics: MetricStore;
  readonly #byId: ReadonlyMap<string, MetricQuery>;
  readonly #window: Window;
  readonly #values = new Map<string, MathValue>();
  readonly #underWay = new Set<string>();

  constructor(metrics: MetricStore, queries: readonly MetricQuery[], window: Window) {
    this.#metrics = metrics;
    this.#byId = new Map(queries.map((query) => [query.Id, query]));
    this.#window = window;
  }

  /** Throws `ValidationError` where an expression does not end in time series. */
  series(query: MetricQuery): readonly TimeSeries[] {
    const value = this.#value(query);
    const labelled = (one: TimeSeries, own: string) => ({
      ...one,
      label: query.Label === undefined ? own : labelOf(query.Label, own, one),
    });
    if (value.kind === 'series') return [labelled(value, query.MetricStat ? value.label : query.Id)];
    if (value.kind === 'many') {
      const prefix = query.Label === undefined || query.Label.includes('${') ? '' : `${query.Label} `;
      return value.series.map((one) =>
        prefix ? { ...one, label: `${prefix}${one.label}` } : labelled(one, one.label),
      );
    }
    throw mathError(
      `Error in expression '${query.Id}': The expression must return a time series or an array of time series.`,
    );
  }

  /** The one series of a query that an alarm looks at. */
  single(query: MetricQuery): TimeSeries {
    const value = this.#value(query);
    if (value.kind === 'series') return value;
    throw mathError(`Error in expression '${query.Id}': The expression of an alarm must return a single time series.`);
  }

  #value(query: MetricQuery): MathValue {
    const known = this.#values.get(query.Id);
    if (known) return known;
    if (this.#underWay.has(query.Id)) throw mathError(`Circular reference in expression '${query.Id}'.`);
    this.#underWay.add(query.Id);
    const value = query.MetricStat ? this.#metric(query) : this.#expression(query);
    this.#values.set(query.Id, value);
    return value;
  }

  #metric({ MetricStat }: MetricQuery): TimeSeries {
    const { Metric, Period = 60, Stat = '', Unit } = MetricStat ?? {};
    const { Namespace = '', MetricName = '', Dimensions } = Metric ?? {};
    const name = { namespace: Namespace, metric: MetricName, dimensions: dimensionsOf(Dimensions) };
    return this.#stored(name, { label: MetricName, period: Period, statistic: Stat, unit: Unit });
  }

  #stored(
    name: Pick<Series, 'namespace' | 'metric' | 'dimensions'>,
    how: { label: string; period: number; statistic: string; unit?: string | undefined },
  ): TimeSeries {
    const start = this.#window.firstPeriod(how.period);
    const slots = this.#metrics.slots(name, { start, end: this.#window.end, unit: how.unit });
    const points = bucketize(slots, start, how.period * 1000).flatMap((bucket) => {
      const value = computeStatistic(bucket.slots, how.statistic);
      return value === undefined ? [] : [[bucket.start, value] as const];
    });
    return { kind: 'series', label: how.label, periodSeconds: how.period, points: new Map(points) };
  }

  #expression(query: MetricQuery): MathValue {
    const lookup = (id: string) => {
      const found = this.#byId.get(id);
      return found && this.#value(found);
    };
    const all = [...this.#byId.values()];
    const periods = all.flatMap(({ MetricStat }) => MetricStat?.Period ?? []);
    const context = {
      window: this.#window,
      periodSeconds: query.Period ?? (periods.length > 0 ? Math.max(...periods) : 60),
      metrics: (containing: string) =>
        all.filter(({ Id, MetricStat }) => MetricStat && Id.includes(containing)).map((one) => this.#metric(one)),
      search: (args: readonly MathValue[]) => this.#search(args, query),
    };
    return explained(query.Id, () => evaluateMath(parsed(query), lookup, context));
  }

  #search([expression, statistic, period]: readonly MathValue[], query: MetricQuery): TimeSeries[] {
    if (expression?.kind !== 'text' || statistic?.kind !== 'text') {
      throw mathError("SEARCH expects a search expression and a statistic, as in SEARCH('…', 'Average', 300)");
    }
    checkStatistic('SEARCH', statistic.text);
    const seconds = period?.kind === 'scalar' ? period.value : (query.Period ?? 300);
    checkPeriod(seconds);
    const test = parseSearch(expression.text);
    const found = this.#metrics.all().filter(test);
    const severalMetrics = new Set(found.map(({ metric }) => metric)).size > 1;
    return found.map((series) => {
      const values = Object.values(series.dimensions).join(' ');
      const label = severalMetrics || values === '' ? `${values} ${series.metric}`.trim() : values;
      return this.#stored(series, { label, period: seconds, statistic: statistic.text });
    });
  }
}

function parsed({ Expression = '' }: MetricQuery): MathNode {
  return parseMath(Expression);
}

/** Says in which expression something is wrong. */
function explained<T>(id: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof AwsError) || error.code !== 'ValidationError') throw error;
    const inner = error.message.startsWith('Error in expression') || error.message.startsWith('Circular');
    throw inner ? error : mathError(`Error in expression '${id}': ${error.message}`);
  }
}
