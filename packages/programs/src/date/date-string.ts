import { parseItems, type Said } from './parse.ts';
import { type LocalZones, tokenize } from './tokens.ts';
import { type Fields, toEpoch, toEpochLenient, toFields, utcSeconds, type Zone, zoneOf } from './zone.ts';

/** A moment with the precision that GNU date keeps. */
export interface Moment {
  /** Whole seconds since the epoch. */
  seconds: number;
  /** 0 to 999,999,999. */
  nanos: number;
}

/** What `date -d TEXT` means at `now`; null when it is not a date. */
export function readDateString(text: string, now: Moment, zone: Zone): Moment | null {
  const prefix = /^\s*TZ="((?:[^"\\]|\\.)*)"/.exec(text);
  if (prefix) return readDateString(text.slice(prefix[0].length), now, zoneOf(prefix[1]?.replace(/\\(.)/g, '$1')));
  const tokens = tokenize(text.trim() === '' ? '0' : text, localZones(now.seconds, zone));
  const said = tokens && parseItems(tokens);
  if (!said) return null;
  return said.epoch ?? resolve(said, now, zone);
}

/** The names of a zone around a moment, summer's and winter's. */
function localZones(at: number, zone: Zone): LocalZones {
  const quarter = 91 * 86_400;
  const moments = [-2, -1, 0, 1, 2].map((quarters) => at + quarters * quarter);
  return new Map(moments.map((moment) => [zone.abbreviation(moment).toUpperCase(), zone.offset(moment)]));
}

function resolve(said: Said, now: Moment, zone: Zone): Moment | null {
  const present = toFields(now.seconds, zone);
  const start = startOf(said, present);
  if (!start) return null;
  const keepsTime = !said.time && said.isRelative && !said.date && !said.weekday;
  let nanos = keepsTime ? now.nanos : (said.time?.nanos ?? 0);
  if (!isOnCalendar(start)) return null;
  // Where nothing absolute is said, summer time stays what it is now, even months away.
  const isFloating = !said.date && !said.time && !said.weekday;
  const pinned = said.localOffset ?? (isFloating ? zone.offset(now.seconds) : null);
  const absolute = pinned === null ? toEpoch(start, zone) : exactly(start, utcSeconds(start) - pinned, zone);
  // What is given in another zone need not exist on the local clock.
  if (absolute === null && said.zone === null) return null;
  let seconds = absolute ?? toEpochLenient(start, zone);
  let fields = start;
  if (said.weekday && !said.date) {
    fields = onWeekday(fields, said.weekday);
    seconds = toEpochLenient(fields, zone);
  }
  const { relative } = said;
  if (relative.year || relative.month || relative.day) {
    fields = {
      ...fields,
      year: fields.year + relative.year,
      month: fields.month + relative.month,
      day: fields.day + relative.day,
    };
    seconds = pinned === null ? toEpochLenient(fields, zone) : utcSeconds(fields) - pinned;
  }
  if (said.zone !== null) seconds += zone.offset(seconds) - said.zone;
  seconds += relative.hour * 3600 + relative.minute * 60 + relative.second;
  nanos += relative.nanos;
  const carry = Math.floor(nanos / 1_000_000_000);
  return { seconds: seconds + carry, nanos: nanos - carry * 1_000_000_000 };
}

/** The moment, if the zone's clock then shows the fields. */
function exactly(fields: Fields, seconds: number, zone: Zone): number | null {
  return seconds + zone.offset(seconds) === utcSeconds(fields) ? seconds : null;
}

function startOf(said: Said, present: Fields): Fields | null {
  const fields = { ...present };
  if (said.date) {
    fields.year = said.date.year ? fullYear(said.date.year) : present.year;
    fields.month = said.date.month;
    fields.day = said.date.day;
  }
  if (said.time) {
    const hour = onDayClock(said.time.hour, said.time.meridian);
    if (hour === null) return null;
    return { ...fields, hour, minute: said.time.minute, second: said.time.second };
  }
  if (said.isRelative && !said.date && !said.weekday) return fields;
  return { ...fields, hour: 0, minute: 0, second: 0 };
}

/** Two digits mean 1969 to 2068, as POSIX has it. */
function fullYear({ value, digits }: { value: number; digits: number }): number {
  return digits === 2 ? value + (value < 69 ? 2000 : 1900) : value;
}

function onDayClock(hour: number, meridian: 'am' | 'pm' | null): number | null {
  if (meridian === null) return hour >= 0 && hour < 24 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (meridian === 'pm' ? 12 : 0);
}

function isOnCalendar({ year, month, day, minute, second }: Fields): boolean {
  const lastDay = new Date(Date.UTC(2000 + (((year % 400) + 400) % 400), month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay && minute <= 59 && second <= 59;
}

function onWeekday(fields: Fields, { ordinal, day }: { ordinal: number; day: number }): Fields {
  const weekday = weekdayOf(fields);
  const weeks = ordinal - (ordinal > 0 && weekday !== day ? 1 : 0);
  return { ...fields, day: fields.day + ((day - weekday + 7) % 7) + weeks * 7 };
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: Fields): number {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  return at.getUTCDay();
}
