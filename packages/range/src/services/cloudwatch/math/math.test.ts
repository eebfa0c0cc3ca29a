import { expect, test } from 'vitest';
import { MetricStore } from '../metric-store.ts';
import { QueryAnswers } from '../queries.ts';

const MINUTE = 60_000;

/** Two metrics over five minutes: `a` 1, 2, none, 4, 8 and `b` 10 in the first, third and fifth; `none` never came. */
function answer(expression: string): (number | undefined)[][] {
  const metrics = new MetricStore();
  const put = (metric: string, values: (number | null)[]) =>
    values.forEach((value, i) => {
      if (value !== null) metrics.put({ namespace: 'N', metric, dimensions: {}, value, at: i * MINUTE });
    });
  put('a', [1, 2, null, 4, 8]);
  put('b', [10, null, 10, null, 10]);
  const stat = (Id: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'N', MetricName: Id }, Period: 60, Stat: 'Sum' },
  });
  const asked = { Id: 'e', Expression: expression };
  const queries = [stat('a'), stat('b'), stat('none'), { Id: 'double', Expression: 'a * 2' }, asked];
  const window = { start: 0, end: 5 * MINUTE, firstPeriod: () => 0 };
  const series = new QueryAnswers(metrics, queries, window).series(asked);
  return series.map(({ points }) => [0, 1, 2, 3, 4].map((i) => points.get(i * MINUTE)));
}

const _ = undefined;

test.each<[string, (number | undefined)[]]>([
  ['a + b', [11, _, _, _, 18]],
  ['2 + a * 3 ^ 2 ^ 0', [5, 8, _, 14, 26]],
  ['-a + (b - a) / 1', [8, _, _, _, -6]],
  ['a / (a - 2)', [-1, _, _, 2, 8 / 6]],
  ['a > 1 AND a < 8', [0, 1, _, 1, 0]],
  ['a == 1 || a >= 8', [1, 0, _, 0, 1]],
  ['double', [2, 4, _, 8, 16]],
  ['FILL(a, 0)', [1, 2, 0, 4, 8]],
  ['FILL(a, LINEAR)', [1, 2, 3, 4, 8]],
  ['FILL(b, REPEAT)', [10, 10, 10, 10, 10]],
  ['FILL(none, 7)', [7, 7, 7, 7, 7]],
  ['IF(a > 1, a, 0)', [0, 2, _, 4, 8]],
  ['IF(a > 1, b)', [_, _, _, _, 10]],
  ['SUM([a, b])', [11, 2, 10, 4, 18]],
  ['MAX(METRICS("a"))', [1, 2, _, 4, 8]],
  ['a - AVG(a)', [-2.75, -1.75, _, 0.25, 4.25]],
  ['RATE(a)', [_, 1 / 60, _, 2 / 120, 4 / 60]],
  ['DIFF(a)', [_, 1, _, 2, 4]],
  ['RUNNING_SUM(a)', [1, 3, _, 7, 15]],
  ['a * PERIOD(a)', [60, 120, _, 240, 480]],
  ['TIME_SERIES(METRIC_COUNT(METRICS()))', [3, 3, 3, 3, 3]],
  ['FIRST(SORT([a, b], SUM, DESC))', [10, _, 10, _, 10]],
  ['MINUTE(a)', [0, 1, _, 3, 4]],
])('%s', (expression, points) => {
  expect(answer(expression)).toEqual([points]);
});

test('several series at once', () => {
  expect(answer('REMOVE_EMPTY(METRICS())')).toHaveLength(2);
  expect(answer('[a, b] * 10')).toEqual([
    [10, 20, _, 40, 80],
    [100, _, 100, _, 100],
  ]);
});

test.each([
  ['a +', 'the expression ends too early'],
  ['a b', 'Invalid syntax at "b"'],
  ['a ? b', 'Invalid syntax at "? b"'],
  ['c + 1', 'Unknown id c'],
  ['NOPE(a)', 'Unsupported function NOPE'],
  ['AVG(a)', 'must return a time series'],
  ['FILL(a, SOME)', 'REPEAT or LINEAR'],
  ['METRICS() + METRICS()', 'Unsupported operand'],
  ['e + 1', 'Circular reference'],
])('%s is refused', (expression, reason) => {
  expect(() => answer(expression)).toThrow(reason);
});
