/**
 * Reads when something recurs from the words that runbooks use. What is read must be read whole: `Sundays 02:00-06:00 UTC
 * except in December` is not understood, rather than taken for every Sunday.
 */
import { wordsOf } from './calendar-words.ts';
import type { Moment, Part, Recurrence, Span } from './recurrence.ts';
import { takeZones, zoneOf } from './zones.ts';

const DAY_MINUTES = 1440;
const ALL_WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const NEVER =
  /^(?:n\/a|not applicable|(?:none|never)(?: (?:planned|scheduled|currently|needed|required|at this time|yet))?|(?:\D*\b)?no (?:maintenance |change )?(?:windows?|freezes?|blackouts?) (?:is |are )?(?:needed|required))[.!]?$/i;
/** Words by which a remark in parentheses is more than a remark. */
const RESTRICTS =
  /\b(?:except|unless|excluding|only|other|alternat\w*|second|odd|even|bi-?weekly|fortnight\w*|if|when|not|until|from|starting|before|after|or|and|plus|time|local)\b|\d/i;

const DAY_LIST = String.raw`d\d(?: - d\d)?(?: , d\d(?: - d\d)?)*`;
const TIMES = String.raw`t\d+ - t\d+(?: ,? ?t\d+ - t\d+)*`;
const PERIODS = String.raw`month|quarter|year|m\d+(?: , m\d+)*`;
const ORDINALS = String.raw`o-?[1-9]\d*(?: , o-?[1-9]\d*)*`;
const DATE = String.raw`(?:[mno]\d+ [mno]\d+(?: y\d+)?|y\d+ m\d+ n\d+)`;

const DAYS_ALONE = new RegExp(`^${DAY_LIST}$`);
const DAYS_FIRST = new RegExp(`^(?<days>${DAY_LIST})(?: (?<times>${TIMES}))?$`);
const TIMES_FIRST = new RegExp(`^(?<times>${TIMES})(?: ,? ?(?<days>${DAY_LIST}))?$`);
const OF_PERIOD = new RegExp(
  `^(?:(?<before>${PERIODS}) (?:, )?)?(?<ordinals>${ORDINALS})(?: n(?<count>\\d+))?(?: (?<unit>d\\d|week|day))?` +
    `(?: (?<after>${PERIODS}))?(?: (?<times>${TIMES}))?$`,
);
const DATES = new RegExp(
  `^(?<first>${DATE})(?: t(?<from>\\d+))?(?: - (?:(?<last>${DATE})(?: |$))?(?:t(?<to>\\d+))?)?$`,
);

/** Each gives null for words that it does not read. */
const FORMS: readonly ((words: string) => Span[] | null)[] = [
  weekly,
  acrossDays,
  monthly,
  months,
  dates,
  datesOfOneMonth,
];

/**
 * When this text says; null where it is not understood. Times are in the zone that the text names, else in `zone` (an IANA
 * name or an abbreviation), else in UTC. `None` is understood: it never comes.
 *
 * A last week is the last seven days. Both days of `Dec 18 - Jan 4` are in it.
 */
export function parseCalendar(text: string, zone = 'UTC'): Recurrence | null {
  const { rest, zones } = takeZones(text);
  const own = zoneOf(zone);
  const plain = withoutRemarks(rest);
  if (own === null || zones.length > 1 || plain === null) return null;
  const used = zones[0] ?? own;
  if (NEVER.test(plain)) return { zone: used, spans: [] };
  const words = wordsOf(plain);
  const spans = words === null ? null : (read(words) ?? readEach(words.split(' , ')));
  return spans && { zone: used, spans };
}

/** Null where what stands in parentheses may say when as well. */
function withoutRemarks(text: string): string | null {
  const remarks = text.match(/\([^()]*\)/g) ?? [];
  if (remarks.some((remark) => RESTRICTS.test(remark))) return null;
  return text
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function read(words: string): Span[] | null {
  for (const form of FORMS) {
    const spans = form(words);
    if (spans) return spans;
  }
  return null;
}

/** `Sundays 02:00-06:00 and Dec 18 - Jan 4`: all of the parts, or none. A day without a time may be meant to share another's. */
function readEach(parts: readonly string[]): Span[] | null {
  if (parts.some((part) => /\bt\d/.test(part)) && parts.some((part) => DAYS_ALONE.test(part))) return null;
  const spans = parts.map(read);
  return spans.every((span) => span !== null) ? spans.flat() : null;
}

/** `d2 , d4 t600 - t720`, in either order; all day, or every day, where one is left out. */
function weekly(words: string): Span[] | null {
  const { days, times } = DAYS_FIRST.exec(words)?.groups ?? TIMES_FIRST.exec(words)?.groups ?? {};
  if (days === undefined && times === undefined) return null;
  const weekdays = days === undefined ? ALL_WEEKDAYS : days.split(' , ').flatMap((range) => cycle(range, 7));
  return timesOf(times).map((time) => ({ kind: 'days', weekdays, part: null, ...time }));
}

/** `d5 t900 - d1 t480` */
function acrossDays(words: string): Span[] | null {
  const [, day, from, endDay, end] = (/^d(\d) t(\d+) - d(\d) t(\d+)$/.exec(words) ?? []).map(Number);
  if (day === undefined || from === undefined || endDay === undefined || end === undefined) return null;
  const to = ((endDay - day + 7) % 7) * DAY_MINUTES + end;
  return [{ kind: 'days', weekdays: [day], part: null, from, to: to > from ? to : to + 7 * DAY_MINUTES }];
}

/** `o-1 week quarter`, `o1 , o3 d7 month t120 - t240`, `o15 month`, `o-1 n2 week m12` */
function monthly(words: string): Span[] | null {
  const { before, ordinals, count, unit = 'day', after, times } = OF_PERIOD.exec(words)?.groups ?? {};
  const period = before ?? after;
  const weekday = /^d(\d)$/.exec(unit)?.[1];
  if (ordinals === undefined || period === undefined || (before && after)) return null;
  if (count !== undefined && (count === '0' || weekday !== undefined)) return null;
  const size = (unit === 'day' ? 1 : 7) * Number(count ?? 1);
  const parts = periodsOf(period).flatMap((of) =>
    ordinals.split(' , ').map((ordinal) => ({ of, first: firstDay(Number(ordinal.slice(1)), size), count: size })),
  );
  const weekdays = weekday === undefined ? ALL_WEEKDAYS : [Number(weekday)];
  return parts.flatMap((part) => timesOf(times).map((time) => ({ kind: 'days', weekdays, part, ...time })));
}

/** The day with which the nth stretch of this size begins; from the end where negative. */
function firstDay(nth: number, size: number): number {
  return nth < 0 ? nth * size : (nth - 1) * size;
}

/** `m12`, `m11 - m1`: whole months of every year */
function months(words: string): Span[] | null {
  if (!/^m\d+(?: - m\d+)?$/.test(words)) return null;
  return cycle(words, 12).map((of) => ({
    kind: 'days',
    weekdays: ALL_WEEKDAYS,
    part: { of, first: 0, count: 31 },
    from: 0,
    to: DAY_MINUTES,
  }));
}

/** `m12 n18 - m1 n4`, `y2026 m12 n18 t1080 - y2027 m1 n4 t480`, `m12 n24 t1080 - t1320` */
function dates(words: string): Span[] | null {
  const { first, from, last, to } = DATES.exec(words)?.groups ?? {};
  if (first === undefined) return null;
  if (last === undefined && from !== undefined && to !== undefined)
    return timesOf(`t${from} - t${to}`).flatMap((time) => {
      const [begin, end] = [momentOf(first, time.from), momentOf(first, time.to)];
      return begin && end ? [{ kind: 'dates', from: begin, to: end }] : [];
    });
  // One time alone has no end, and `Dec 24 to 22:00` no beginning.
  if (last === undefined && (from !== undefined || to !== undefined)) return null;
  const begin = momentOf(first, Number(from ?? 0));
  const end = momentOf(last ?? first, Number(to ?? DAY_MINUTES));
  return begin && end && between(begin, end);
}

/** `m12 n18 - n31 y2026`, `n18 - n31 m12` */
function datesOfOneMonth(words: string): Span[] | null {
  const { before, first, last, after, year } =
    /^(?:(?<before>m\d+) )?(?<first>[no]\d+) - (?<last>[no]\d+)(?: (?<after>m\d+))?(?: (?<year>y\d+))?$/.exec(words)
      ?.groups ?? {};
  const month = before ?? after;
  if (month === undefined || (before && after)) return null;
  const begin = momentOf([month, first, year].join(' '), 0);
  const end = momentOf([month, last, year].join(' '), DAY_MINUTES);
  return begin && end && begin.day <= end.day ? between(begin, end) : null;
}

function between(from: Moment, to: Moment): Span[] | null {
  const turns = order(to) < order(from);
  if (turns && from.month === to.month && from.day === to.day) return null;
  const begin = from.year ?? (to.year === null ? null : to.year - (turns ? 1 : 0));
  const end = to.year ?? (begin === null ? null : begin + (turns ? 1 : 0));
  if (begin !== null && end !== null && (end < begin || (end === begin && turns))) return null;
  return [{ kind: 'dates', from: { ...from, year: begin }, to: { ...to, year: end } }];
}

function order({ month, day, minute }: Moment): number {
  return (month * 31 + day) * DAY_MINUTES + minute;
}

/** Null for a day that no such month has. */
function momentOf(date: string, minute: number): Moment | null {
  const of = (letters: string): number | undefined => {
    const found = new RegExp(`[${letters}](\\d+)`).exec(date)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const [year, month, day] = [of('y'), of('m'), of('no')];
  if (month === undefined || day === undefined || month < 1 || month > 12 || day < 1) return null;
  if (day > new Date(Date.UTC(year ?? 2024, month, 0)).getUTCDate()) return null;
  return { year: year ?? null, month, day, minute };
}

/** Of each time, minutes from the midnight with which its day begins; the whole day without any. */
function timesOf(times: string | undefined): { from: number; to: number }[] {
  if (times === undefined) return [{ from: 0, to: DAY_MINUTES }];
  return [...times.matchAll(/t(\d+) - t(\d+)/g)].map(([, from, to]) => {
    const [begin, end] = [Number(from), Number(to)];
    return { from: begin, to: end > begin ? end : end + DAY_MINUTES };
  });
}

function periodsOf(period: string): Part['of'][] {
  return period
    .split(' , ')
    .map((one) => (one === 'month' || one === 'quarter' || one === 'year' ? one : Number(one.slice(1))));
}

/** The numbers of `d6 - d1`, which goes round the week, or of `d6` alone. */
function cycle(range: string, size: number): number[] {
  const [first = 0, last = first] = [...range.matchAll(/\d+/g)].map(Number);
  const length = ((last - first + size) % size) + 1;
  return Array.from({ length }, (_, i) => ((first + i - 1) % size) + 1);
}
