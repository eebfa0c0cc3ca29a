/** The functions of Insights over the fields of one event; names in small or large letters. */
import type { Row } from './row.ts';
import { compareValues, isTrue, toNumber, toText, type Value } from './value.ts';

export interface InsightsFunction {
  /** At least and at most. */
  arguments: readonly [number, number];
  run(args: readonly Value[], row: Row): Value;
}

const ANY = Number.POSITIVE_INFINITY;

const define = (least: number, most: number, run: InsightsFunction['run']): InsightsFunction => ({
  arguments: [least, most],
  run,
});

/** Of one number; null for what is none. */
const numeric = (change: (n: number) => number) =>
  define(1, 1, ([value = null]) => finite(change(toNumber(value) ?? Number.NaN)));

/** Of a text; null where there is none. */
const textual = (least: number, most: number, change: (text: string, args: readonly Value[]) => Value) =>
  define(least, most, ([value = null, ...rest]) => (value === null ? null : change(toText(value), rest)));

const extreme = (sign: number) =>
  define(1, ANY, (args) =>
    args
      .filter((value) => toNumber(value) !== undefined)
      .reduce<Value>((best, value) => (best === null || sign * compareValues(value, best) > 0 ? value : best), null),
  );

const rounded =
  (round: (periods: number) => number, at: (args: readonly Value[], row: Row) => readonly [Value, Value]) =>
  (args: readonly Value[], row: Row): Value => {
    const [time, period] = at(args, row).map(toNumber);
    return time === undefined || !period ? null : { ms: round(time / period) * period };
  };

const given = ([time = null, period = null]: readonly Value[]) => [time, period] as const;

const TABLE: Readonly<Record<string, InsightsFunction>> = {
  abs: numeric(Math.abs),
  ceil: numeric(Math.ceil),
  floor: numeric(Math.floor),
  round: define(1, 2, ([value = null, digits = 0]) => {
    const scale = 10 ** (toNumber(digits) ?? 0);
    return finite(Math.round((toNumber(value) ?? Number.NaN) * scale) / scale);
  }),
  log: numeric(Math.log),
  sqrt: numeric(Math.sqrt),
  greatest: extreme(1),
  least: extreme(-1),
  strlen: textual(1, 1, (text) => text.length),
  lower: textual(1, 1, (text) => text.toLowerCase()),
  tolower: textual(1, 1, (text) => text.toLowerCase()),
  upper: textual(1, 1, (text) => text.toUpperCase()),
  toupper: textual(1, 1, (text) => text.toUpperCase()),
  trim: textual(1, 2, (text, [chars]) => stripped(stripped(text, chars, 'start'), chars, 'end')),
  ltrim: textual(1, 2, (text, [chars]) => stripped(text, chars, 'start')),
  rtrim: textual(1, 2, (text, [chars]) => stripped(text, chars, 'end')),
  substr: textual(2, 3, (text, [start = null, length]) => {
    const from = toNumber(start) ?? 0;
    return length === undefined ? text.slice(from) : text.slice(from, from + (toNumber(length) ?? 0));
  }),
  replace: textual(3, 3, (text, [what = null, by = null]) => text.replaceAll(toText(what), () => toText(by))),
  strcontains: textual(2, 2, (text, [part = null]) => text.includes(toText(part))),
  concat: define(1, ANY, (args) => args.map(toText).join('')),
  ispresent: define(1, 1, ([value = null]) => value !== null),
  isempty: define(1, 1, ([value = null]) => value === null || toText(value) === ''),
  isblank: define(1, 1, ([value = null]) => value === null || toText(value).trim() === ''),
  coalesce: define(1, ANY, (args) => args.find((value) => value !== null) ?? null),
  if: define(3, 3, ([test = null, then = null, otherwise = null]) => (isTrue(test) ? then : otherwise)),
  tomillis: define(1, 1, ([value = null]) => toNumber(value) ?? null),
  frommillis: define(1, 1, ([value = null]) => {
    const ms = toNumber(value);
    return ms === undefined ? null : { ms };
  }),
  bin: define(
    1,
    1,
    rounded(Math.floor, ([period = null], row) => [row.get('@timestamp'), period]),
  ),
  datefloor: define(2, 2, rounded(Math.floor, given)),
  dateceil: define(2, 2, rounded(Math.ceil, given)),
};

const NOT_HERE =
  /^(isvalidip|isvalidipv4|isvalidipv6|isipinsubnet|isipv4insubnet|isipv6insubnet|jsonparse|jsonstringify|urlencode|urldecode|now|strftime)$/;

export function functionNamed(name: string): InsightsFunction | undefined {
  return TABLE[name.toLowerCase()];
}

export function isOnlyOfInsights(name: string): boolean {
  return NOT_HERE.test(name.toLowerCase());
}

function finite(value: number): Value {
  return Number.isFinite(value) ? value : null;
}

/** Takes blanks, or the characters that are given, off one end. */
function stripped(text: string, chars: Value | undefined, end: 'start' | 'end'): string {
  if (chars === undefined) return end === 'start' ? text.trimStart() : text.trimEnd();
  const these = toText(chars);
  const all = [...text];
  const isKept = (char: string) => !these.includes(char);
  const at = end === 'start' ? all.findIndex(isKept) : all.findLastIndex(isKept);
  if (at < 0) return '';
  return (end === 'start' ? all.slice(at) : all.slice(0, at + 1)).join('');
}
