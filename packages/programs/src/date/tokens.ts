/**
 * The words of a date string, after the lexer and tables of gnulib's parse-datetime, on which GNU date rests
 * (https://www.gnu.org/software/coreutils/manual/html_node/Date-input-formats.html describes the language).
 */

export type Unit = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';

export type Token =
  | { type: 'number'; value: number; digits: number; nanos: number | null; signed: boolean; negative: boolean }
  | { type: 'meridian'; pm: boolean }
  | { type: 'month'; value: number }
  | { type: 'weekday'; value: number }
  | { type: 'ordinal'; value: number }
  | { type: 'shift'; value: number }
  | { type: 'unit'; unit: Unit; factor: number }
  | { type: 'ago'; sign: 1 | -1 }
  /** Seconds east of Greenwich. */
  | { type: 'zone'; offset: number; letter: string | null }
  /** One of the zone's own names, with its seconds east of Greenwich. */
  | { type: 'local-zone'; offset: number }
  | { type: 'dst' }
  | { type: 'char'; char: string };

const MONTHS = 'JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER'.split(' ');
const WEEKDAYS = 'SUNDAY MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY'.split(' ');
const SHORT_FORMS: Readonly<Record<string, string>> = {
  SEPT: 'SEPTEMBER',
  TUES: 'TUESDAY',
  WEDNES: 'WEDNESDAY',
  THUR: 'THURSDAY',
  THURS: 'THURSDAY',
};
/** `SECOND` is a unit, never an ordinal. */
const ORDINALS =
  'LAST:-1 THIS:0 NEXT:1 FIRST:1 THIRD:3 FOURTH:4 FIFTH:5 SIXTH:6 SEVENTH:7 EIGHTH:8 NINTH:9 TENTH:10 ELEVENTH:11 TWELFTH:12';
const SHIFTS = 'TOMORROW:1 YESTERDAY:-1 TODAY:0 NOW:0';
const UNITS: Readonly<Record<string, readonly [Unit, number]>> = {
  YEAR: ['year', 1],
  MONTH: ['month', 1],
  FORTNIGHT: ['day', 14],
  WEEK: ['day', 7],
  DAY: ['day', 1],
  HOUR: ['hour', 1],
  MINUTE: ['minute', 1],
  MIN: ['minute', 1],
  SECOND: ['second', 1],
  SEC: ['second', 1],
};
/** Hours east of Greenwich; a summer zone holds its own offset. */
const ZONES =
  'GMT:0 UT:0 UTC:0 WET:0 WEST:1 BST:1 ART:-3 BRT:-3 BRST:-2 NST:-3.5 NDT:-2.5 AST:-4 ADT:-3 CLT:-4 CLST:-3 EST:-5 EDT:-4 CST:-6 CDT:-5 MST:-7 MDT:-6 PST:-8 PDT:-7 AKST:-9 AKDT:-8 HST:-10 HAST:-10 HADT:-9 SST:-12 WAT:1 CET:1 CEST:2 MET:1 MEZ:1 MEST:2 MESZ:2 EET:2 EEST:3 CAT:2 SAST:2 EAT:3 MSK:3 MSD:4 IST:5.5 SGT:8 KST:9 JST:9 GST:10 NZST:12 NZDT:13';
const MILITARY =
  'A:1 B:2 C:3 D:4 E:5 F:6 G:7 H:8 I:9 K:10 L:11 M:12 N:-1 O:-2 P:-3 Q:-4 R:-5 S:-6 T:-7 U:-8 V:-9 W:-10 X:-11 Y:-12 Z:0';

/** The zone's own names, in capitals, with their seconds east of Greenwich. */
export type LocalZones = ReadonlyMap<string, number>;

/** The tokens of a date string; null when a word is none that GNU date knows. */
export function tokenize(text: string, localZones: LocalZones): Token[] | null {
  const tokens: Token[] = [];
  let rest = text;
  for (;;) {
    rest = rest.replace(/^\s+/, '');
    if (rest === '') return tokens;
    const [token, length] = nextToken(rest, localZones);
    if (token === null) return null;
    if (token !== 'nothing') tokens.push(token);
    rest = rest.slice(length);
  }
}

function nextToken(rest: string, localZones: LocalZones): [Token | 'nothing' | null, number] {
  const number = /^(?:([+-])\s*)?(\d+)(?:[.,](\d+))?/.exec(rest);
  if (number) return [numberToken(number), number[0].length];
  // A sign before anything but digits says nothing.
  if (/^[+-]/.test(rest)) return ['nothing', 1];
  const word = /^[A-Za-z][A-Za-z.]*/.exec(rest)?.[0];
  if (word) return [lookUp(word.toUpperCase(), localZones), word.length];
  if (rest.startsWith('(')) return ['nothing', commentLength(rest)];
  return [{ type: 'char', char: rest.charAt(0) }, 1];
}

function numberToken(match: RegExpExecArray): Token {
  const [, sign, digits = '', fraction] = match;
  const nanos = fraction === undefined ? null : Number(fraction.slice(0, 9).padEnd(9, '0'));
  const negative = sign === '-';
  const value = negative ? -Number(digits) : Number(digits);
  return { type: 'number', value, digits: digits.length, nanos, signed: sign !== undefined, negative };
}

function commentLength(rest: string): number {
  let depth = 0;
  for (let at = 0; at < rest.length; at++) {
    if (rest[at] === '(') depth++;
    if (rest[at] === ')' && --depth === 0) return at + 1;
  }
  return rest.length;
}

function lookUp(word: string, localZones: LocalZones): Token | null {
  if (/^[AP](M|\.M\.)$/.test(word)) return { type: 'meridian', pm: word.startsWith('P') };
  return calendarWord(word) ?? zoneWord(word, localZones) ?? relativeWord(word) ?? militaryWord(word);
}

function calendarWord(word: string): Token | null {
  const cut = word.length === 3 || (word.length === 4 && word.endsWith('.'));
  const full = SHORT_FORMS[word] ?? word;
  const isMeant = (name: string): boolean => (cut ? name.startsWith(word.slice(0, 3)) : name === full);
  const month = MONTHS.findIndex(isMeant);
  if (month >= 0) return { type: 'month', value: month + 1 };
  const weekday = WEEKDAYS.findIndex(isMeant);
  return weekday < 0 ? null : { type: 'weekday', value: weekday };
}

function zoneWord(word: string, localZones: LocalZones): Token | null {
  // The universal names come first, then the zone's own, so that `IST` is Israel's in Israel.
  const own = localZones.get(word);
  if (own !== undefined && !/^(GMT|UTC?)$/.test(word)) return { type: 'local-zone', offset: own };
  const hours = valueIn(ZONES, word.replaceAll('.', ''));
  if (hours !== null) return { type: 'zone', offset: hours * 3600, letter: null };
  return word === 'DST' ? { type: 'dst' } : null;
}

function relativeWord(word: string): Token | null {
  const unit = UNITS[word] ?? (word.endsWith('S') ? UNITS[word.slice(0, -1)] : undefined);
  if (unit) return { type: 'unit', unit: unit[0], factor: unit[1] };
  const shift = valueIn(SHIFTS, word);
  if (shift !== null) return { type: 'shift', value: shift };
  const ordinal = valueIn(ORDINALS, word);
  if (ordinal !== null) return { type: 'ordinal', value: ordinal };
  if (word === 'AGO' || word === 'HENCE') return { type: 'ago', sign: word === 'AGO' ? -1 : 1 };
  return null;
}

function militaryWord(word: string): Token | null {
  const hours = valueIn(MILITARY, word);
  return hours === null ? null : { type: 'zone', offset: hours * 3600, letter: word };
}

/** Looks a name up in a table written as `NAME:value NAME:value`. */
function valueIn(table: string, name: string): number | null {
  const entry = table.split(' ').find((pair) => pair.startsWith(`${name}:`));
  return entry === undefined ? null : Number(entry.slice(name.length + 1));
}
