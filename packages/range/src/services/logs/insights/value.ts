/** What a field of a log event or the result of an expression is; null where there is none. */
export type Value = string | number | boolean | Time | null;

/** Shown as a date; a number of milliseconds for everything else. */
export interface Time {
  ms: number;
}

export function isTime(value: Value): value is Time {
  return typeof value === 'object' && value !== null;
}

/** Undefined for what is no number. Truth is 1 or 0, as Insights has it. */
export function toNumber(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value === null) return undefined;
  if (isTime(value)) return value.ms;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? undefined : number;
}

const DECIMALS = 4;

/** As in a result. */
export function toText(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') return String(Number(value.toFixed(DECIMALS)));
  if (isTime(value)) return new Date(value.ms).toISOString().replace('T', ' ').replace('Z', '');
  return value;
}

export function isTrue(value: Value): boolean {
  return typeof value === 'string' ? value === 'true' || value === '1' : Boolean(toNumber(value));
}

/** By number where both are, else by text. Null comes before everything. */
export function compareValues(a: Value, b: Value): number {
  if (a === null || b === null) return (a === null ? 0 : 1) - (b === null ? 0 : 1);
  const [x, y] = [toNumber(a), toNumber(b)];
  if (x !== undefined && y !== undefined) return x - y;
  const [s, t] = [toText(a), toText(b)];
  return s < t ? -1 : s > t ? 1 : 0;
}

export function equalValues(a: Value, b: Value): boolean {
  if (typeof a === 'boolean' && typeof b === 'string') return String(a) === b || toText(a) === b;
  if (typeof b === 'boolean' && typeof a === 'string') return equalValues(b, a);
  return compareValues(a, b) === 0;
}

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
  w: 604_800_000,
};

/** `5m` in milliseconds; undefined for what is no length of time. */
export function durationMs(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d+)([A-Za-z]+)$/.exec(text) ?? [];
  const ms = UNITS[unit.toLowerCase().replace(/^(sec|min|hr|day)s$/, '$1')];
  return ms === undefined ? undefined : Number(count) * ms;
}
