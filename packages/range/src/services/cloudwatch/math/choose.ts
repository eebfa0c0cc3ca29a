import { type MathValue, mathError, type TimeSeries, withPoints } from './value.ts';

/** `IF(condition, then, else)`: at each time, and where a series has none there is no point. Without `else`, none there. */
export function choose(args: readonly MathValue[]): MathValue {
  const [condition, then, otherwise] = args.map(partOf);
  if (!condition || !then || args.length > 3) throw mathError('IF expects a condition and one or two values');
  const base = [condition, then, otherwise].find((part) => part?.series)?.series;
  if (!base) throw mathError('IF expects at least one time series');
  const times = new Set([condition, then, otherwise].flatMap((part) => [...(part?.series?.points.keys() ?? [])]));
  const points = [...times]
    .sort((a, b) => a - b)
    .map((at) => {
      const decided = condition.at(at);
      const chosen = decided === undefined ? undefined : decided !== 0 ? then.at(at) : otherwise?.at(at);
      return [at, chosen ?? Number.NaN] as const;
    });
  return withPoints(base, points);
}

interface Part {
  series: TimeSeries | undefined;
  at(time: number): number | undefined;
}

function partOf(value: MathValue): Part {
  if (value.kind === 'scalar') return { series: undefined, at: () => value.value };
  if (value.kind === 'series') return { series: value, at: (time) => value.points.get(time) };
  throw mathError('IF expects numbers and single time series');
}
