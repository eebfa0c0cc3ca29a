/** Times that `date` computes for a command that wants them otherwise. */
import { type AwsWords, awsLines } from '../check/aws-words.ts';
import { type DateWord, dateWord } from '../check/date-word.ts';
import { exampleOf } from '../check/example.ts';
import { wordPlace } from '../check/word-place.ts';
import type { Finding, Rule, RuleContext } from './rule.ts';

type Unit = 'seconds' | 'milliseconds';

/** Options that take a number; every other time may be written as a date. From the API reference of CloudWatch Logs. */
const NUMBERS: Readonly<Record<string, { unit: Unit; options: readonly string[] }>> = {
  'logs start-query': { unit: 'seconds', options: ['start-time', 'end-time'] },
  'logs filter-log-events': { unit: 'milliseconds', options: ['start-time', 'end-time'] },
  'logs get-log-events': { unit: 'milliseconds', options: ['start-time', 'end-time'] },
  'logs create-export-task': { unit: 'milliseconds', options: ['from', 'to'] },
};
/** Options that take a moment, of any operation. */
const MOMENTS = ['start-time', 'end-time', 'start-date', 'end-date', 'restore-time', 'restore-to-time'];

const NUMBER_FORMAT = { seconds: '$(date +%s)', milliseconds: '$(date +%s)000' };

interface TimeOption {
  line: AwsWords;
  option: string;
  word: string;
  time: DateWord;
}

function* computedTimes(context: RuleContext, options: (name: string) => readonly string[]): Generator<TimeOption> {
  for (const line of awsLines(context)) {
    for (const option of options(line.name)) {
      const word = line.value(option);
      const time = word === undefined ? null : dateWord(word, line.place.command.line, context.lines);
      if (word !== undefined && time !== null) yield { line, option, word, time };
    }
  }
}

function place(context: RuleContext, { line, option }: TimeOption): Pick<Finding, 'line'> {
  return wordPlace(context, line.place, `--${option}`);
}

/** `%s`, `%s000`, `%s%3N`: what unit a number is in; null for what is no number. */
function unitOf(format: string): Unit | null {
  if (format === '%s') return 'seconds';
  return /^%s(?:\d{3}|%3N)$/.test(format) ? 'milliseconds' : null;
}

export const awsTimeFormat: Rule = {
  id: 'aws-time-format',
  severity: 'error',
  title: 'A time is computed in a form that the command does not take.',
  why: 'A date where a number is wanted is refused. A number of seconds where milliseconds are wanted is taken for January 1970: the query answers, with everything or with nothing.',
  example: {
    bad: exampleOf("aws logs filter-log-events --log-group-name /ecs/api --start-time $(date -u -d '1 hour ago' +%s)"),
    good: exampleOf(
      "aws logs filter-log-events --log-group-name /ecs/api --start-time $(date -u -d '1 hour ago' +%s)000",
    ),
  },
  *check(context) {
    for (const found of computedTimes(context, (name) => NUMBERS[name]?.options ?? [])) {
      const wanted = NUMBERS[found.line.name]?.unit;
      const unit = unitOf(found.time.format);
      if (wanted === undefined || unit === wanted) continue;
      // The service takes both units here.
      if (found.line.name === 'logs start-query' && unit !== null) continue;
      const given = unit === null ? `a date (${found.time.format})` : unit;
      yield {
        ...place(context, found),
        message: `--${found.option} of "aws ${found.line.name}" takes ${wanted} since 1970, and is given ${given}.`,
        hint: `Write --${found.option} ${NUMBER_FORMAT[wanted]}.`,
      };
    }
  },
};

export const awsTimeLocal: Rule = {
  id: 'aws-time-local',
  severity: 'warning',
  title: 'A local time is given where AWS reads UTC.',
  why: 'On a laptop that is not set to UTC the query looks hours beside the incident: it finds nothing, or something else.',
  example: {
    bad: exampleOf(
      "aws rds describe-events --start-time $(date -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ) --source-type db-instance",
    ),
    good: exampleOf(
      "aws rds describe-events --start-time $(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ) --source-type db-instance",
    ),
  },
  *check(context) {
    for (const found of computedTimes(context, (name) => (name in NUMBERS ? [] : MOMENTS))) {
      const { format, utc } = found.time;
      if (utc || !/%(?:H|T|I|R)/.test(format) || /%:{0,3}z|%Z/.test(format)) continue;
      yield {
        ...place(context, found),
        message: `--${found.option} is read as UTC, and date gives the local time.`,
        hint: 'Write date -u.',
      };
    }
  },
};

const DAY_FORMAT = /^(?:%Y-%m-%d|%F)$/;

export const awsIntervalEmpty: Rule = {
  id: 'aws-interval-empty',
  severity: 'error',
  title: 'An interval of hours is given in days, and so begins where it ends.',
  why: 'Both ends come out as the date of today. AWS refuses an interval whose start is not before its end, and shortly after midnight it shows a whole day.',
  example: {
    bad: exampleOf(
      "aws rds describe-events --start-time $(date -u -d '1 hour ago' --iso-8601) --end-time $(date -u --iso-8601)",
    ),
    good: exampleOf(
      "aws rds describe-events --start-time $(date -u -d '1 hour ago' +%Y-%m-%dT%H:%M:%SZ) --end-time $(date -u +%Y-%m-%dT%H:%M:%SZ)",
    ),
  },
  *check(context) {
    const starts = [...computedTimes(context, () => ['start-time'])];
    const ends = new Map([...computedTimes(context, () => ['end-time'])].map((end) => [end.line.place, end]));
    for (const start of starts) {
      const end = ends.get(start.line.place);
      const days = [start.time.format, end?.time.format ?? ''].every((format) => DAY_FORMAT.test(format));
      if (!days || !/\b(?:hours?|min(?:ute)?s?|sec(?:ond)?s?)\b|-v\s?-\d+[HMS]/.test(start.time.call)) continue;
      const message = 'Both ends of the interval are given as a day, so they are the same.';
      yield { ...place(context, start), message, hint: 'Write the format out: date -u … +%Y-%m-%dT%H:%M:%SZ.' };
    }
  },
};
