/**
 * Windows of time that come again, and when they are open.
 *
 * Times are of the wall clock in a zone, so daylight saving moves them. As in RFC 5545 (3.3.5), a time that comes twice is
 * the first of the two, and one that is skipped is as long after midnight as it would have been.
 */
import { DateTime } from 'luxon';

/** Open whenever one of its spans is; never, without any. */
export interface Recurrence {
  /** IANA name, or `UTC+10`. */
  zone: string;
  spans: readonly Span[];
}

export type Span =
  /** Begins on every day of these weekdays (1 is Monday) and this part. Minutes from the day's midnight; `to` may be days later. */
  | { kind: 'days'; weekdays: readonly number[]; part: Part | null; from: number; to: number }
  | { kind: 'dates'; from: Moment; to: Moment };

/** `count` days of every month, quarter or year, or of the month of that number; the first is `first`, from 0, or from the end where negative. */
export interface Part {
  of: 'month' | 'quarter' | 'year' | number;
  first: number;
  count: number;
}

/** Every year's where `year` is null. `minute` is of the day; 1440 is its end. */
export interface Moment {
  year: number | null;
  month: number;
  day: number;
  minute: number;
}

/** First and last millisecond of the epoch, the last not included. */
type Interval = readonly [start: number, end: number];

const DAY_MINUTES = 1440;
/** Weekdays of a month that comes once a year, and the yearly dates, are within it. */
const HORIZON_DAYS = 400;

/** `at` is in milliseconds since the epoch. */
export function isWithin({ zone, spans }: Recurrence, at: number): boolean {
  const day = dayOf(at, zone);
  return spans.some((span) => {
    const back = span.kind === 'days' ? Math.floor(span.to / DAY_MINUTES) : 0;
    const days = { first: day.minus({ days: back }), count: back + 1 };
    return [...intervals(span, zone, days)].some(([start, end]) => start <= at && at < end);
  });
}

/** When it opens next after `at`, a year ahead at most; windows that touch are one. */
export function nextStart(recurrence: Recurrence, at: number): number | null {
  const { zone, spans } = recurrence;
  const days = { first: dayOf(at, zone), count: HORIZON_DAYS };
  const starts = spans.flatMap((span) => {
    for (const [start] of intervals(span, zone, days))
      if (start > at && !isWithin(recurrence, start - 1)) return [start];
    return [];
  });
  return starts.length === 0 ? null : Math.min(...starts);
}

/** Windows that begin on one of these days, and those of dates that may cover one of them, in order. */
function* intervals(span: Span, zone: string, days: { first: DateTime; count: number }): Generator<Interval> {
  if (span.kind === 'dates') return yield* datesAround(span, zone, days.first.year);
  for (let i = 0; i < days.count; i += 1) {
    const day = days.first.plus({ days: i });
    if (!span.weekdays.includes(day.weekday) || (span.part && !isIn(day, span.part))) continue;
    const [start, end] = [instant(day, span.from, zone), instant(day, span.to, zone)];
    if (start < end) yield [start, end];
  }
}

function datesAround({ from, to }: Extract<Span, { kind: 'dates' }>, zone: string, year: number): Interval[] {
  const years = from.year === null ? [year - 1, year, year + 1] : [from.year];
  return years.map((begin) => {
    const turns = to.month * 31 + to.day < from.month * 31 + from.day;
    const end = to.year ?? (turns ? begin + 1 : begin);
    return [instant(dateOf(begin, from), from.minute, zone), instant(dateOf(end, to), to.minute, zone)];
  });
}

function isIn(day: DateTime, { of, first, count }: Part): boolean {
  if (typeof of === 'number' && day.month !== of) return false;
  const unit = typeof of === 'number' ? 'month' : of;
  const start = day.startOf(unit);
  const length = start.plus({ [unit]: 1 }).diff(start, 'days').days;
  const index = day.diff(start, 'days').days - (first < 0 ? length + first : first);
  return index >= 0 && index < count;
}

/** Days are reckoned in UTC, where all of them have 24 hours. */
function dayOf(at: number, zone: string): DateTime {
  const { year, month, day } = DateTime.fromMillis(at, { zone });
  return DateTime.utc(year, month, day);
}

/** February 29 is March 1 where there is none. */
function dateOf(year: number, { month, day }: Moment): DateTime {
  return DateTime.utc(year, month).plus({ days: day - 1 });
}

/** The moment at which the clock of the zone shows so many minutes from the day's midnight. */
function instant(day: DateTime, minute: number, zone: string): number {
  const { year, month, day: dayOfMonth } = day.plus({ days: Math.floor(minute / DAY_MINUTES) });
  const time = { hour: Math.floor((minute % DAY_MINUTES) / 60), minute: minute % 60 };
  const shown = DateTime.fromObject({ year, month, day: dayOfMonth, ...time }, { zone });
  return (shown.getPossibleOffsets()[0] ?? shown).toMillis();
}
