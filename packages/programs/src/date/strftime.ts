import { type Moment, weekdayOf } from './date-string.ts';
import { type Fields, toFields, utcSeconds, type Zone } from './zone.ts';

const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** Conversions that stand for others, in the C locale. */
const COMPOSITES: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

interface Local {
  moment: Moment;
  zone: Zone;
  fields: Fields;
  /** 0 is Sunday. */
  weekday: number;
  /** From 1. */
  yearDay: number;
}

interface Conversion {
  /** `_`, `-`, `0`, `+` or none. */
  pad: string;
  width: number | null;
  upper: boolean;
  swap: boolean;
}

/** Formats a moment as GNU date does (nstrftime of gnulib), in the C locale. What is no conversion stays as it is. */
export function strftime(format: string, moment: Moment, zone: Zone): string {
  const fields = toFields(moment.seconds, zone);
  const newYear = { year: fields.year, month: 1, day: 1 };
  const midnight = { hour: 0, minute: 0, second: 0 };
  const days = (utcSeconds({ ...fields, ...midnight }) - utcSeconds({ ...newYear, ...midnight })) / 86_400;
  return expand(format, { moment, zone, fields, weekday: weekdayOf(fields), yearDay: days + 1 });
}

function expand(format: string, local: Local): string {
  return format.replace(/%([_\-+0^#]*)(\d*)([EO]?)(:{0,3}z|[A-Za-z%])/g, (whole, flags, digits, modifier, letter) => {
    const pads = flags.replace(/[\^#]/g, '');
    const conversion: Conversion = {
      pad: pads.slice(-1),
      width: digits === '' ? null : Number(digits),
      upper: flags.includes('^'),
      swap: flags.includes('#'),
    };
    return (isModified(modifier, letter) ? null : convert(letter, conversion, local)) ?? whole;
  });
}

/** Whether the modifier may not stand before the letter. */
function isModified(modifier: string, letter: string): boolean {
  if (modifier === 'E') return !'cCxXyY'.includes(letter);
  return modifier === 'O' && !'deHImMSuUVwWyBbhgG'.includes(letter);
}

function convert(letter: string, conversion: Conversion, local: Local): string | null {
  const composite = COMPOSITES[letter];
  if (composite !== undefined) {
    const text = expand(composite, local);
    return padText(conversion.upper ? text.toUpperCase() : text, conversion);
  }
  if (letter.endsWith('z')) return zoneOffset(letter.length - 1, conversion, local);
  const number = numberOf(letter, local);
  if (number) return padNumber(number[0], number[1], { ...conversion, pad: conversion.pad || (number[2] ?? '') });
  if (letter === 'N') return nanos(conversion, local.moment.nanos);
  if (letter === 'F') return isoDate(conversion, local);
  const text = textOf(letter, conversion, local);
  return text === null ? null : padText(text, conversion);
}

/** Value, digits, and the padding where it is not zeros. */
function numberOf(letter: string, { moment, fields, weekday, yearDay }: Local): [number, number, string?] | null {
  const iso = 'gGV'.includes(letter) ? isoWeek(fields.year, weekday, yearDay) : { year: 0, week: 0 };
  const hour12 = fields.hour % 12 || 12;
  const table: Readonly<Record<string, [number, number, string?]>> = {
    C: [Math.floor(fields.year / 100), 2],
    d: [fields.day, 2],
    e: [fields.day, 2, '_'],
    g: [((iso.year % 100) + 100) % 100, 2],
    G: [iso.year, 4],
    H: [fields.hour, 2],
    I: [hour12, 2],
    j: [yearDay, 3],
    k: [fields.hour, 2, '_'],
    l: [hour12, 2, '_'],
    m: [fields.month, 2],
    M: [fields.minute, 2],
    q: [Math.ceil(fields.month / 3), 1],
    s: [moment.seconds, 1],
    S: [fields.second, 2],
    u: [weekday || 7, 1],
    U: [Math.floor((yearDay + 6 - weekday) / 7), 2],
    V: [iso.week, 2],
    w: [weekday, 1],
    W: [Math.floor((yearDay + 6 - ((weekday + 6) % 7)) / 7), 2],
    y: [((fields.year % 100) + 100) % 100, 2],
    Y: [fields.year, 4],
  };
  return table[letter] ?? null;
}

function textOf(letter: string, { upper, swap }: Conversion, { moment, zone, fields, weekday }: Local): string | null {
  const cased = (text: string): string => (upper || swap ? text.toUpperCase() : text);
  const half = fields.hour < 12 ? 'AM' : 'PM';
  switch (letter) {
    case '%':
      return '%';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'a':
      return cased(DAYS[weekday]?.slice(0, 3) ?? '');
    case 'A':
      return cased(DAYS[weekday] ?? '');
    case 'b':
    case 'h':
      return cased(MONTHS[fields.month - 1]?.slice(0, 3) ?? '');
    case 'B':
      return cased(MONTHS[fields.month - 1] ?? '');
    case 'p':
      return swap ? half.toLowerCase() : half;
    case 'P':
      return half.toLowerCase();
    case 'Z': {
      const name = zone.abbreviation(moment.seconds);
      return swap ? name.toLowerCase() : upper ? name.toUpperCase() : name;
    }
    default:
      return null;
  }
}

function padText(text: string, { pad, width }: Conversion): string {
  if (pad === '-' || width === null) return text;
  return text.padStart(width, pad === '0' || pad === '+' ? '0' : ' ');
}

function padNumber(value: number, digits: number, { pad, width }: Conversion): string {
  const sign = value < 0 ? '-' : '';
  const text = String(Math.abs(value));
  if (pad === '-') return sign + text;
  const room = Math.max(digits, width ?? 0);
  if (pad === '_') return (sign + text).padStart(width ?? digits, ' ');
  const signed = pad === '+' && sign === '' && (text.length > digits || room > digits) ? '+' : sign;
  return signed + text.padStart(room - signed.length, '0');
}

/** `%N`: the width cuts the digits rather than padding before them. */
function nanos({ pad, width }: Conversion, value: number): string {
  const wanted = width || 9;
  const digits = String(value).padStart(9, '0').slice(0, Math.min(wanted, 9));
  if (pad === '_') return digits.replace(/(?<=.)0+$/, '').padEnd(wanted, ' ');
  return digits.padEnd(wanted, '0');
}

function isoDate(conversion: Conversion, local: Local): string {
  const width = conversion.width === null ? 0 : Math.max(0, conversion.width - 6);
  const pad = conversion.pad || (conversion.width === null ? '+' : '');
  const year = padNumber(local.fields.year, conversion.width === null ? 4 : width, { ...conversion, pad, width });
  return `${year}${expand('-%m-%d', local)}`;
}

/** `%z` with no to three colons. */
function zoneOffset(colons: number, { pad, width }: Conversion, { moment, zone }: Local): string {
  const offset = zone.offset(moment.seconds);
  const total = Math.abs(offset);
  const [hours, minutes, seconds] = [Math.trunc(total / 3600), Math.trunc(total / 60) % 60, total % 60];
  const two = (n: number): string => String(n).padStart(2, '0');
  const parts = [String(hours)];
  if (colons < 3 || minutes || seconds) parts.push(two(minutes));
  if (colons === 2 || (colons === 3 && seconds)) parts.push(two(seconds));
  const text = colons ? parts.join(':') : String(hours * 100 + minutes);
  const sign = offset < 0 ? '-' : '+';
  if (pad === '-') return sign + text;
  const room = Math.max(colons ? parts.length * 3 - 1 : 4, (width ?? 0) - 1);
  if (pad === '_') return (sign + text).padStart(room + 1, ' ');
  return sign + text.padStart(room, '0');
}

/** ISO 8601 week: the one that holds the year's first Thursday is the first. */
function isoWeek(year: number, weekday: number, yearDay: number): { year: number; week: number } {
  const week = Math.floor((yearDay - (weekday || 7) + 10) / 7);
  if (week < 1) return { year: year - 1, week: weeksIn(year - 1) };
  if (week > weeksIn(year)) return { year: year + 1, week: 1 };
  return { year, week };
}

function weeksIn(year: number): number {
  const midnight = { hour: 0, minute: 0, second: 0 };
  const lastDay = weekdayOf({ year, month: 12, day: 31, ...midnight });
  const dayBefore = weekdayOf({ year: year - 1, month: 12, day: 31, ...midnight });
  return lastDay === 4 || dayBefore === 3 ? 53 : 52;
}
