import { type MathValue, mathError, periodStarts, type TimeSeries, type Window, withPoints } from './value.ts';

/** Gives every period of the window a value: a number, what came before (`REPEAT`), or what lies between (`LINEAR`). */
export function fill(series: TimeSeries, how: MathValue | undefined, window: Window): TimeSeries {
  const starts = periodStarts(window, series.periodSeconds);
  const missing = missingValues(series, how);
  return withPoints(
    series,
    starts.map((at) => [at, series.points.get(at) ?? missing(at)] as const),
  );
}

function missingValues({ points }: TimeSeries, how: MathValue | undefined): (at: number) => number {
  const known = [...points];
  const before = (at: number) => known.findLast(([time]) => time < at);
  if (how?.kind === 'scalar') return () => how.value;
  if (how?.kind === 'text' && how.text === 'REPEAT') return (at) => before(at)?.[1] ?? Number.NaN;
  if (how?.kind === 'text' && how.text === 'LINEAR') {
    return (at) => {
      const [from, low] = before(at) ?? [];
      const [to, high] = known.find(([time]) => time > at) ?? [];
      if (from === undefined || low === undefined || to === undefined || high === undefined) return Number.NaN;
      return low + ((high - low) * (at - from)) / (to - from);
    };
  }
  throw mathError('FILL expects a number, REPEAT or LINEAR as its second argument');
}
