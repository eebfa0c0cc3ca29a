/** The functions of `stats`. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Stats.html */
import { type Expression, readExpression } from './expression.ts';
import { malformedAt } from './malformed.ts';
import type { Row } from './row.ts';
import type { Scanner } from './scanner.ts';
import { compareValues, toNumber, toText, type Value } from './value.ts';

/** Over the rows of one group. */
export type Aggregate = (rows: readonly Row[]) => Value;

type Reduce = (values: readonly Value[]) => Value;

const overNumbers =
  (reduce: (numbers: readonly number[]) => number): Reduce =>
  (values) => {
    const numbers = values.map(toNumber).filter((n) => n !== undefined);
    const result = numbers.length === 0 ? Number.NaN : reduce(numbers);
    return Number.isFinite(result) ? result : null;
  };

const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;

const countDistinct: Reduce = (values) => new Set(values.map(toText)).size;

const REDUCTIONS: Readonly<Record<string, Reduce>> = {
  count: (values) => values.length,
  count_distinct: countDistinct,
  sum: overNumbers(sum),
  avg: overNumbers(mean),
  min: extremeOf(-1),
  max: extremeOf(1),
  median: overNumbers((numbers) => percentile(numbers, 50)),
  sortsfirst: (values) => [...values].sort(compareValues)[0] ?? null,
  sortslast: (values) => [...values].sort(compareValues).at(-1) ?? null,
  stddev: overNumbers((numbers) => Math.sqrt(mean(numbers.map((n) => (n - mean(numbers)) ** 2)))),
};

/** Of which row of a group the value is taken. */
const CHOICES: Readonly<Record<string, (rows: readonly Row[]) => readonly Row[]>> = {
  earliest: (rows) => [...rows].sort(byTime),
  latest: (rows) => [...rows].sort(byTime).reverse(),
};

export function isAggregate(name: string): boolean {
  const lower = name.toLowerCase();
  return lower in REDUCTIONS || lower in CHOICES || lower === 'pct' || lower === 'percentile';
}

/** Reads from behind the name's opening bracket to its closing one. */
export function readAggregate(scanner: Scanner, name: { text: string; start: number; end: number }): Aggregate {
  const lower = name.text.toLowerCase();
  const value = readArgument(scanner, lower);
  if (lower === 'pct' || lower === 'percentile') {
    scanner.expect(',');
    const percent = scanner.peek().kind === 'number' ? Number(scanner.next().text) : Number.NaN;
    if (!(percent >= 0 && percent <= 100)) throw scanner.unexpected();
    scanner.expect(')');
    return (rows) => overNumbers((numbers) => percentile(numbers, percent))(present(rows, value));
  }
  scanner.expect(')');
  const choose = CHOICES[lower];
  if (choose) return (rows) => present(choose(rows), value)[0] ?? null;
  const reduce = REDUCTIONS[lower];
  if (!reduce) throw malformedAt(scanner.query, name);
  return (rows) => reduce(present(rows, value));
}

/** `count()` and `count(*)` count rows. */
function readArgument(scanner: Scanner, name: string): Expression {
  const isCount = name === 'count';
  if (isCount && scanner.peek().text === ')') return () => 1;
  if (isCount && scanner.take('*')) return () => 1;
  return readExpression(scanner);
}

function present(rows: readonly Row[], value: Expression): Value[] {
  return rows.map(value).filter((one) => one !== null);
}

function extremeOf(sign: number): Reduce {
  return (values) => {
    const numbers = values.filter((value) => toNumber(value) !== undefined);
    const found = numbers.reduce<Value>(
      (best, value) => (best === null || sign * compareValues(value, best) > 0 ? value : best),
      null,
    );
    return found === null ? null : (toNumber(found) ?? null);
  };
}

/** Nearest rank. */
function percentile(numbers: readonly number[], percent: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

function byTime(a: Row, b: Row): number {
  return compareValues(a.get('@timestamp'), b.get('@timestamp'));
}
