import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseRunbook } from '@steadyhand/runbook';
import { describe, expect, it, test } from 'vitest';
import { parseCalendar } from './parse-calendar.ts';
import type { Span } from './recurrence.ts';

const ALL = [1, 2, 3, 4, 5, 6, 7];
const days = (weekdays: number[], from: number, to: number): Span => ({
  kind: 'days',
  weekdays,
  part: null,
  from: from * 60,
  to: to * 60,
});
const part = (of: 'month' | 'quarter' | 'year' | number, first: number, count: number): Span => ({
  kind: 'days',
  weekdays: ALL,
  part: { of, first, count },
  from: 0,
  to: 1440,
});
const dates = (from: (number | null)[], to: (number | null)[]): Span => ({
  kind: 'dates',
  from: moment(from),
  to: moment(to),
});
function moment([year = null, month, day, hour]: (number | null)[]) {
  return { year, month: month ?? 0, day: day ?? 0, minute: (hour ?? 0) * 60 };
}

describe('a calendar in words', () => {
  const understood: [text: string, zone: string, ...spans: Span[]][] = [
    ['Sundays 02:00-06:00 UTC', 'UTC', days([7], 2, 6)],
    ['Sundays 2:00-4:00 AM AEST (lowest traffic period)', 'UTC+10', days([7], 2, 4)],
    ['Tuesday/Thursday 10:00–12:00 AEST', 'UTC+10', days([2, 4], 10, 12)],
    ['Weekdays 09:00-17:00 Australia/Sydney', 'Australia/Sydney', days([1, 2, 3, 4, 5], 9, 17)],
    ['Monday-Thursday, 10:00-15:00', 'UTC', days([1, 2, 3, 4], 10, 15)],
    ['Saturdays & Sundays 22:00Z-02:00Z', 'UTC', days([6, 7], 22, 26)],
    ['Fri-Mon', 'UTC', days([5, 6, 7, 1], 0, 24)],
    ['Weekends', 'UTC', days([6, 7], 0, 24)],
    ['Daily 03:00 UTC - 05:00 UTC', 'UTC', days(ALL, 3, 5)],
    ['04:00-07:00 ICT', 'UTC+7', days(ALL, 4, 7)],
    ['Between 02:00 and 06:00 (UTC) on Sundays', 'UTC', days([7], 2, 6)],
    ['Weekly: Sunday 02:00Z-03:00Z', 'UTC', days([7], 2, 3)],
    ['Sundays 02:00-04:00, 22:00-23:00 UTC', 'UTC', days([7], 2, 4), days([7], 22, 23)],
    ['Sundays 02:00-04:00 and Wednesdays 22:00-23:00 UTC', 'UTC', days([7], 2, 4), days([3], 22, 23)],
    ['Tue/Thu 10pm-2am', 'UTC', days([2, 4], 22, 26)],
    ['from 2 a.m. to 4 a.m. every Saturday', 'UTC', days([6], 2, 4)],
    ['11-1 PM', 'UTC', days(ALL, 11, 13)],
    ['Fridays after 3pm', 'UTC', days([5], 15, 24)],
    ['Mondays before noon', 'UTC', days([1], 0, 12)],
    ['Anytime', 'UTC', days(ALL, 0, 24)],
    ['Friday 15:00 to Monday 08:00', 'UTC', days([5], 15, 3 * 24 + 8)],
    ['sun:04:00-sun:05:00', 'UTC', days([7], 4, 5)],
    ['Sunday 08:00 - Sunday 06:00', 'UTC', days([7], 8, 7 * 24 + 6)],
    ['Last week of each quarter', 'UTC', part('quarter', -7, 7)],
    ['Last two weeks of December', 'UTC', part(12, -14, 14)],
    ['Last 3 days of each month', 'UTC', part('month', -3, 3)],
    ['the 15th of every month', 'UTC', part('month', 14, 1)],
    ['first day of the year', 'UTC', part('year', 0, 1)],
    ['Nov - Jan', 'UTC', part(11, 0, 31), part(12, 0, 31), part(1, 0, 31)],
    [
      'First and third Sunday of the month 02:00-04:00 UTC',
      'UTC',
      { ...days([7], 2, 4), part: { of: 'month', first: 0, count: 7 } } as Span,
      { ...days([7], 2, 4), part: { of: 'month', first: 14, count: 7 } } as Span,
    ],
    [
      'Monthly, on the last Friday, 18:00-20:00 ET',
      'America/New_York',
      { ...days([5], 18, 20), part: { of: 'month', first: -7, count: 7 } } as Span,
    ],
    ['Dec 18 - Jan 4', 'UTC', dates([null, 12, 18], [null, 1, 4, 24])],
    ['2026-12-18 to 2027-01-04', 'UTC', dates([2026, 12, 18], [2027, 1, 4, 24])],
    ['2026-12-18T18:00 to 2027-01-04T08:00', 'UTC', dates([2026, 12, 18, 18], [2027, 1, 4, 8])],
    ['December 18, 2026 – January 4', 'UTC', dates([2026, 12, 18], [2027, 1, 4, 24])],
    ['18 Dec to 4th of January 2027', 'UTC', dates([2026, 12, 18], [2027, 1, 4, 24])],
    ['Dec 18-31', 'UTC', dates([null, 12, 18], [null, 12, 31, 24])],
    ['18-31 December 2026', 'UTC', dates([2026, 12, 18], [2026, 12, 31, 24])],
    [
      'Aug. 8-15 and Aug. 18-29',
      'UTC',
      dates([null, 8, 8], [null, 8, 15, 24]),
      dates([null, 8, 18], [null, 8, 29, 24]),
    ],
    ['2026-12-25', 'UTC', dates([2026, 12, 25], [2026, 12, 25, 24])],
    ['Dec 24 22:00-02:00', 'UTC', dates([null, 12, 24, 22], [null, 12, 24, 26])],
  ];
  it.each(understood)('%s', (text, zone, ...spans) => {
    expect(parseCalendar(text)).toEqual({ zone, spans });
  });

  it.each([
    'None',
    'None (service should be always available)',
    'N/A',
    'never.',
    'Rolling updates, no maintenance window needed',
  ])('never comes: %s', (text) => {
    expect(parseCalendar(text)).toEqual({ zone: 'UTC', spans: [] });
  });

  it.each([
    'Black Friday week',
    'Thanksgiving week: no deployments',
    'As needed, with 1-hour notice',
    'Slack #engineering, email list',
    'Monday-Thursday, 10:00-15:00 local time',
    'every other Sunday 02:00-04:00',
    'every second Sunday 02:00-04:00',
    'Sundays 02:00-06:00 UTC except in December',
    'Sundays 02:00-06:00 UTC (every second week)',
    'Sundays 02:00-06:00 UTC (12:00-16:00 AEST)',
    'Sunday 02:00 UTC',
    'Sundays 25:00-26:00',
    'Sundays 02:75-03:00',
    'Sundays 13-14 pm',
    'Tue, Thu 10:00-12:00, Sat 02:00-04:00',
    'Dec 18 - Jan 4 09:00-17:00',
    'Dec 24 22:00',
    'Feb 30 - Mar 2',
    '2027-02-29',
    '2027-01-04 to 2026-12-18',
    '12/18 - 1/4',
    '',
  ])('is not understood, rather than misread: %s', (text) => {
    expect(parseCalendar(text)).toBeNull();
  });
});

describe('its zone', () => {
  it('is what the text names, else what stands beside it', () => {
    expect(parseCalendar('Sundays 02:00-06:00', 'Australia/Sydney')?.zone).toBe('Australia/Sydney');
    expect(parseCalendar('Sundays 02:00-06:00', 'AEST')?.zone).toBe('UTC+10');
    expect(parseCalendar('Sundays 02:00-06:00 UTC', 'Australia/Sydney')?.zone).toBe('UTC');
    expect(parseCalendar('Sundays 02:00-06:00 UTC', 'Australia/Sidney')).toBeNull();
  });

  it.each([
    ['EST', 'UTC-5'],
    ['EDT', 'UTC-4'],
    ['PST', 'UTC-8'],
    ['AEDT', 'UTC+11'],
    ['CEST', 'UTC+2'],
    ['GMT', 'UTC'],
    ['UTC+5:30', 'UTC+5:30'],
    ['GMT-3', 'UTC-3'],
    ['PST/PDT', 'America/Los_Angeles'],
    ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ])('%s is %s', (name, zone) => {
    expect(parseCalendar(`Sundays 02:00-06:00 ${name}`)).toEqual({ zone, spans: [days([7], 2, 6)] });
  });

  it.each(['CST', 'IST', 'Mars/Olympus', 'UTC+25'])('%s is of no place, or of several', (name) => {
    expect(parseCalendar(`Sundays 02:00-06:00 ${name}`)).toBeNull();
  });
});

const shared = resolve(import.meta.dirname, '../../../../../shared');
test.skipIf(!existsSync(shared))('what real runbooks say (skipped where ../shared is absent)', () => {
  const documents = ['seeds', 'corpus']
    .flatMap((folder) => readdirSync(resolve(shared, folder)).map((name) => resolve(shared, folder, name)))
    .filter((path) => path.endsWith('.md'))
    .map((path) => readFileSync(path, 'utf8'))
    .filter((text) => /^.{0,9}maintenance windows?\b|blackout|change (?:freeze|window)/im.test(text));
  const windows = documents.flatMap((text) => parseRunbook(text, { grammars: new Map() }).windows);
  const saying = windows.map(({ text }) => text).filter((text) => /\d:\d\d|\bweek of\b|^none/i.test(text));
  expect(saying.length).toBeGreaterThan(3);
  expect(saying.filter((text) => parseCalendar(text) === null)).toEqual([]);
});
