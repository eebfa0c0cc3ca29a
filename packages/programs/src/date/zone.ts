/** A time zone, as the variable TZ names it. */
export interface Zone {
  /** Seconds east of Greenwich at a moment given in seconds since the epoch. */
  offset(epochSeconds: number): number;
  /** `CET`, `EST`, `+03`. */
  abbreviation(epochSeconds: number): string;
}

/** Broken-down local time; months from 1. Fields may be out of range, and carry over. */
export interface Fields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

export const UTC: Zone = fixedZone('UTC', 0);

/** The zone for a value of TZ: empty or unset is UTC, and so is what nobody knows, as in glibc. */
export function zoneOf(tz: string | undefined): Zone {
  const name = (tz ?? '').replace(/^:/, '');
  if (name === '' || name === 'UTC' || name === 'UTC0') return UTC;
  const posix = /^(?:<([^>]+)>|([A-Za-z]{3,}))([+-]?)(\d{1,2})(?::?(\d{2}))?$/.exec(name);
  if (posix) {
    const west = Number(posix[4]) * 3600 + Number(posix[5] ?? 0) * 60;
    return fixedZone(posix[1] ?? posix[2] ?? '', posix[3] === '-' ? west : -west);
  }
  try {
    return namedZone(name);
  } catch {
    return fixedZone(/^[A-Za-z]{3,}/.exec(name)?.[0] ?? 'UTC', 0);
  }
}

/**
 * Seconds since the epoch of a local time; null where the clock skips it. Of a time that comes twice, the one that glibc
 * comes upon, which starts from the same time in UTC.
 */
export function toEpoch(fields: Fields, zone: Zone): number | null {
  const local = utcSeconds(fields);
  const guesses = [local, local - 86_400, local + 86_400].map((near) => local - zone.offset(near));
  return guesses.find((at) => at + zone.offset(at) === local) ?? null;
}

/** The same, with a skipped time moved on by what was skipped. */
export function toEpochLenient(fields: Fields, zone: Zone): number {
  const local = utcSeconds(fields);
  return toEpoch(fields, zone) ?? local - zone.offset(local - 86_400);
}

export function toFields(epochSeconds: number, zone: Zone): Fields {
  const at = new Date((epochSeconds + zone.offset(epochSeconds)) * 1000);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
  };
}

/** The fields read as Universal Time. */
export function utcSeconds({ year, month, day, hour, minute, second }: Fields): number {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute, second);
  return at.getTime() / 1000;
}

function fixedZone(name: string, offset: number): Zone {
  return { offset: () => offset, abbreviation: () => name };
}

function namedZone(timeZone: string): Zone {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  const offset = (epochSeconds: number): number => {
    const of: Record<string, string> = {};
    for (const { type, value } of parts.formatToParts(epochSeconds * 1000)) of[type] = value;
    const year = of.era === 'BC' ? 1 - Number(of.year) : Number(of.year);
    const fields = { year, month: Number(of.month), day: Number(of.day), hour: Number(of.hour) };
    return utcSeconds({ ...fields, minute: Number(of.minute), second: Number(of.second) }) - Math.floor(epochSeconds);
  };
  return { offset, abbreviation: (at) => abbreviate(timeZone, at, offset(at)) };
}

/** Where no English locale of Intl has the abbreviation that the zone database gives. */
const ABBREVIATIONS: Readonly<Record<string, readonly [standard: string, summer?: string]>> = {
  'Asia/Tokyo': ['JST'],
  'Asia/Seoul': ['KST'],
  'Asia/Shanghai': ['CST'],
  'Asia/Taipei': ['CST'],
  'Asia/Hong_Kong': ['HKT'],
  'Asia/Manila': ['PST'],
  'Asia/Karachi': ['PKT'],
  'Asia/Jakarta': ['WIB'],
  'Asia/Jerusalem': ['IST', 'IDT'],
  'Africa/Nairobi': ['EAT'],
  'Africa/Lagos': ['WAT'],
  'Africa/Johannesburg': ['SAST'],
  'Africa/Cairo': ['EET', 'EEST'],
  'Europe/Moscow': ['MSK'],
};

function abbreviate(timeZone: string, at: number, offset: number): string {
  const known = ABBREVIATIONS[timeZone];
  if (known) return (isSummer(timeZone, at) ? known[1] : undefined) ?? known[0];
  for (const locale of ['en-US', 'en-GB', 'en-AU', 'en-NZ', 'en-IN', 'en-CA']) {
    const name = zoneName(at, { locale, timeZone, timeZoneName: 'short' });
    if (!/^(GMT|UTC)[+-]/.test(name)) return name;
  }
  const minutes = Math.round(Math.abs(offset) / 60);
  const two = (n: number): string => String(n).padStart(2, '0');
  const rest = minutes % 60;
  return `${offset < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}${rest ? two(rest) : ''}`;
}

function isSummer(timeZone: string, at: number): boolean {
  return /summer|daylight/i.test(zoneName(at, { locale: 'en-US', timeZone, timeZoneName: 'long' }));
}

function zoneName(at: number, options: { locale: string; timeZone: string; timeZoneName: 'short' | 'long' }): string {
  // Intl has no names for what lies before 1970.
  const parts = new Intl.DateTimeFormat(options.locale, options).formatToParts(Math.max(at, 0) * 1000);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
