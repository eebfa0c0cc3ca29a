/**
 * The words of a calendar in one spelling each, for the grammar in parse-calendar.ts to read:
 *
 * | token | stands for |
 * |---|---|
 * | `d7` | Sunday |
 * | `m12` | December |
 * | `y2026` | a year |
 * | `n18` | a number |
 * | `o1`, `o-1` | first, last; also `18th` |
 * | `t120` | 02:00, in minutes from midnight |
 * | `month`, `quarter`, `year`, `week`, `day` | units, in the singular |
 * | `-` | to, until |
 * | `,` | and, or |
 */
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const COUNTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'];

const WEEKDAY = /^(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:days?)?$/;
const MONTH =
  /^(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$/;
const FILLERS = new Set(['every', 'each', 'on', 'from', 'the', 'at', 'of', 'in', 'all', 'inclusive', 'weekly']);

/** Whole words and phrases, before they are looked at one by one. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212]/g, '-'],
  [/\b([ap])\.m\.?(?=\W|$)/g, '$1m'],
  [/\bbetween\b(.+?)\band\b/g, '$1-'],
  [/\bany ?time\b|\balways\b|\b24[/x]7\b|\bdaily\b|\b(?:every|each) day\b/g, 'mon-sun'],
  [/\b(?:week|business |working )days?\b/g, 'mon-fri'],
  [/\bweekends?\b/g, 'sat-sun'],
  [/\bmonthly\b/g, 'month'],
  [/\bquarterly\b/g, 'quarter'],
  [/\b(?:noon|midday)\b/g, '12:00'],
  [/\bmidnight\b/g, '0:00'],
  [/\b(?:every|each|per) week\b/g, ''],
  [/\bafter (\d{1,2}(?::\d{2})?\s?(?:[ap]m)?)(?![\w:])/g, '$1-24:00'],
  [/\bbefore (\d{1,2}(?::\d{2})?\s?(?:[ap]m)?)(?![\w:])/g, '0:00-$1'],
  [/\b([a-z]{3,4})\.(?=\s)/g, '$1'],
  // `sun:04:00-sun:05:00` is the form of AWS.
  [/\b([a-z]+):(?=[\s\d])/g, '$1 '],
  [/(\d)t(?=\d\d:)/g, '$1 '],
];

const TOKEN =
  /\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?::\d{2})?\s?[ap]m\b|\d{1,2}:\d{2}|\d+(?:st|nd|rd|th)\b|\d+|[a-z]+|[-,;/&]|\S/g;

/** Null where a word is not known. */
export function wordsOf(text: string): string | null {
  const spelled = PHRASES.reduce((all, [from, to]) => all.replace(from, to), text.toLowerCase());
  const words: string[] = [];
  for (const [token] of shareHalves(spelled).replace(/\.$/, '').matchAll(TOKEN)) {
    const word = FILLERS.has(token) ? '' : wordOf(token);
    if (word === null) return null;
    if (word !== '') words.push(word);
  }
  return words.join(' ').replace(/ , (?=[ty]\d)/g, ' ');
}

/** `2:00-4:00 am` is `2:00am-4:00am`; `11-1 pm` is `11am-1pm`, as it would end before it began. */
function shareHalves(text: string): string {
  return text.replace(
    /\b(\d{1,2}(?::\d{2})?)\s*(-|\bto\b|\buntil\b)\s*(\d{1,2}(?::\d{2})?)\s?([ap]m)\b/g,
    (_, from: string, dash: string, to: string, half: string) => {
      const before = (timeOf(`${from}${half}`) ?? 0) < (timeOf(`${to}${half}`) ?? 0);
      const other = half === 'am' ? 'pm' : 'am';
      return `${from}${before ? half : other} ${dash} ${to}${half}`;
    },
  );
}

function wordOf(token: string): string | null {
  if (/^(?:-|to|until|till|through|thru)$/.test(token)) return '-';
  if (/^(?:[,;/&]|and|or)$/.test(token)) return ',';
  if (WEEKDAY.test(token)) return `d${WEEKDAYS.indexOf(token.slice(0, 3)) + 1}`;
  if (MONTH.test(token)) return `m${MONTHS.indexOf(token.slice(0, 3)) + 1}`;
  if (/^(?:last|final)$/.test(token)) return 'o-1';
  if (ORDINALS.includes(token)) return `o${ORDINALS.indexOf(token) + 1}`;
  if (COUNTS.includes(token)) return `n${COUNTS.indexOf(token) + 1}`;
  const unit = /^(day|week|month|quarter|year)s?$/.exec(token)?.[1];
  if (unit !== undefined) return unit;
  return numberOf(token);
}

function numberOf(token: string): string | null {
  const [, year, month, day] = /^(\d{4})-(\d+)-(\d+)$/.exec(token) ?? [];
  if (year !== undefined) return `y${year} m${Number(month)} n${Number(day)}`;
  if (/^(?:19|20)\d{2}$/.test(token)) return `y${token}`;
  const [, ordinal] = /^(\d+)[a-z]{2}$/.exec(token) ?? [];
  const minute = timeOf(token);
  if (minute !== null) return `t${minute}`;
  if (ordinal !== undefined) return `o${ordinal}`;
  return /^\d{1,2}$/.test(token) ? `n${Number(token)}` : null;
}

/** Minutes from midnight of `2:00`, `14:00`, `2 am`, `2:30pm`; null for what is no time. */
function timeOf(token: string): number | null {
  const [, hours, minutes, half] = /^(\d{1,2})(?::(\d{2}))?\s?([ap]m)?$/.exec(token) ?? [];
  if (hours === undefined || (minutes === undefined && half === undefined)) return null;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === 'pm' ? 12 : 0);
  const minute = hour * 60 + Number(minutes ?? 0);
  const valid = Number(minutes ?? 0) < 60 && minute <= 1440 && (half === undefined || (+hours >= 1 && +hours <= 12));
  return valid ? minute : null;
}
