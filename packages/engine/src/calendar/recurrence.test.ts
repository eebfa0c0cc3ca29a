import { describe, expect, it } from 'vitest';
import { parseCalendar } from './parse-calendar.ts';
import { isWithin, nextStart } from './recurrence.ts';

/** Whether the calendar is open at each moment. */
function open(text: string, ...moments: string[]): boolean[] {
  const recurrence = parseCalendar(text);
  if (!recurrence) expect.fail(`not understood: ${text}`);
  return moments.map((moment) => isWithin(recurrence, Date.parse(moment)));
}

/** The next starts after a moment, in UTC. */
function starts(text: string, after: string, count = 1): (string | null)[] {
  const recurrence = parseCalendar(text);
  if (!recurrence) expect.fail(`not understood: ${text}`);
  const found: (string | null)[] = [];
  for (let at: number | null = Date.parse(after); at !== null && found.length < count; ) {
    at = nextStart(recurrence, at);
    found.push(at === null ? null : new Date(at).toISOString().slice(0, 16));
  }
  return found;
}

/** Minutes for which the calendar is open between two moments, to the quarter of an hour. */
function minutesOpen(text: string, from: string, to: string): number {
  const recurrence = parseCalendar(text);
  if (!recurrence) expect.fail(`not understood: ${text}`);
  let minutes = 0;
  for (let at = Date.parse(from); at < Date.parse(to); at += 15 * 60_000) minutes += isWithin(recurrence, at) ? 15 : 0;
  return minutes;
}

describe('a window', () => {
  it('is open from its first moment until before its last', () => {
    const text = 'Sundays 02:00-06:00 UTC';
    const moments = ['2026-11-22T01:59:59.999Z', '2026-11-22T02:00Z', '2026-11-22T05:59:59.999Z', '2026-11-22T06:00Z'];
    expect(open(text, ...moments)).toEqual([false, true, true, false]);
    expect(open(text, '2026-11-23T03:00Z')).toEqual([false]);
  });

  it('that crosses midnight belongs to the day on which it begins', () => {
    const text = 'Fridays 22:00-02:00 UTC';
    const moments = ['2026-11-20T01:00Z', '2026-11-20T23:00Z', '2026-11-21T01:59Z', '2026-11-21T02:00Z'];
    expect(open(text, ...moments)).toEqual([false, true, true, false]);
  });

  it('lasts over a weekend', () => {
    const text = 'Friday 15:00 to Monday 08:00 UTC';
    const moments = [
      '2026-11-20T14:59Z',
      '2026-11-20T15:00Z',
      '2026-11-22T12:00Z',
      '2026-11-23T07:59Z',
      '2026-11-23T08:00Z',
    ];
    expect(open(text, ...moments)).toEqual([false, true, true, true, false]);
  });

  it('is of the day that it is in its zone', () => {
    // 02:00 on Sunday in Sydney is Saturday in Greenwich.
    expect(open('Sundays 02:00-04:00 Australia/Sydney', '2026-06-20T16:00Z', '2026-06-21T02:30Z')).toEqual([
      true,
      false,
    ]);
  });

  it('opens when it next does, strictly later', () => {
    expect(starts('Sundays 02:00-06:00 UTC', '2026-11-22T02:00Z', 2)).toEqual(['2026-11-29T02:00', '2026-12-06T02:00']);
    expect(starts('First Sunday of the month 02:00-04:00 UTC', '2026-11-22T00:00Z', 2)).toEqual([
      '2026-12-06T02:00',
      '2027-01-03T02:00',
    ]);
    expect(starts('Weekends', '2026-11-21T12:00Z')).toEqual(['2026-11-28T00:00']);
    expect(starts('Sundays 02:00-06:00 UTC and Sundays 04:00-08:00 UTC', '2026-11-22T00:00Z', 2)).toEqual([
      '2026-11-22T02:00',
      '2026-11-29T02:00',
    ]);
  });

  it('that is always open, or never, or over, opens no more', () => {
    for (const text of ['24/7', 'None', '2025-12-18 to 2026-01-04'])
      expect(starts(text, '2026-11-22T02:00Z')).toEqual([null]);
  });
});

describe('dates', () => {
  it('come every year, across its end, both days included', () => {
    const text = 'Dec 18 - Jan 4';
    const moments = [
      '2026-12-17T23:59Z',
      '2026-12-18T00:00Z',
      '2027-01-01T00:00Z',
      '2027-01-04T23:59Z',
      '2027-01-05T00:00Z',
    ];
    expect(open(text, ...moments)).toEqual([false, true, true, true, false]);
    expect(starts(text, '2026-12-20T00:00Z')).toEqual(['2027-12-18T00:00']);
  });

  it('with a year come once', () => {
    const text = '2026-12-18 18:00 to 2027-01-04 08:00';
    expect(open(text, '2026-12-18T18:00Z', '2027-01-04T08:00Z', '2027-12-20T00:00Z')).toEqual([true, false, false]);
  });

  it('of a month that is longer in a leap year', () => {
    expect(open('Feb 27 - 29', '2028-02-29T12:00Z', '2027-02-28T12:00Z')).toEqual([true, true]);
    expect(open('last day of february', '2028-02-29T12:00Z', '2028-02-28T12:00Z')).toEqual([true, false]);
  });

  it("of a quarter's last week end with the quarter, at the end of a year too", () => {
    const text = 'Last week of each quarter';
    const moments = ['2026-12-24T23:59Z', '2026-12-25T00:00Z', '2026-12-31T23:59Z', '2027-01-01T00:00Z'];
    expect(open(text, ...moments)).toEqual([false, true, true, false]);
    expect(starts(text, '2026-12-25T00:00Z', 4)).toEqual([
      '2027-03-25T00:00',
      '2027-06-24T00:00',
      '2027-09-24T00:00',
      '2027-12-25T00:00',
    ]);
  });

  it('of a month begin and end in its zone', () => {
    expect(open('December AEST', '2026-11-30T14:00Z', '2026-12-31T13:59Z', '2026-12-31T14:00Z')).toEqual([
      true,
      true,
      false,
    ]);
  });
});

// New York: clocks go from 02:00 to 03:00 on 2026-03-08, and from 02:00 back to 01:00 on 2026-11-01.
// Sydney: clocks go from 02:00 to 03:00 on 2026-10-04, and from 03:00 back to 02:00 on 2026-04-05.
describe('across daylight saving', () => {
  it('a window keeps the time that the clock on the wall shows', () => {
    const text = 'Weekdays 09:00-17:00 Australia/Sydney';
    expect(starts(text, '2026-10-01T23:30Z', 2)).toEqual(['2026-10-04T22:00', '2026-10-05T22:00']);
    expect(starts(text, '2026-04-01T23:30Z', 2)).toEqual(['2026-04-02T22:00', '2026-04-05T23:00']);
    expect(starts('Daily 09:00-17:00 ET', '2026-03-06T20:00Z', 3)).toEqual([
      '2026-03-07T14:00',
      '2026-03-08T13:00',
      '2026-03-09T13:00',
    ]);
  });

  it('an abbreviation stays as it is written', () => {
    const text = 'Sundays 02:00-04:00 AEST';
    expect(starts(text, '2026-09-27T00:00Z', 2)).toEqual(['2026-10-03T16:00', '2026-10-10T16:00']);
    expect(open(text, '2026-10-10T15:30Z')).toEqual([false]);
    expect(open('Sundays 02:00-04:00 Australia/Sydney', '2026-10-10T15:30Z')).toEqual([true]);
  });

  it('a window loses the hour that is skipped', () => {
    expect(minutesOpen('Sundays 01:00-05:00 America/New_York', '2026-03-08T00:00Z', '2026-03-09T00:00Z')).toBe(180);
    expect(minutesOpen('Sundays 01:00-05:00 Australia/Sydney', '2026-10-03T12:00Z', '2026-10-04T12:00Z')).toBe(180);
  });

  it('a window has the hour that comes twice twice', () => {
    expect(minutesOpen('Sundays 00:00-05:00 America/New_York', '2026-11-01T00:00Z', '2026-11-02T00:00Z')).toBe(360);
    expect(minutesOpen('Sundays 01:00-05:00 Australia/Sydney', '2026-04-04T12:00Z', '2026-04-05T12:00Z')).toBe(300);
  });

  it('a time that is skipped is as long after midnight as on other days', () => {
    // 02:30 is not there: it is 03:30 in summer time.
    expect(starts('Sundays 02:30-06:00 America/New_York', '2026-03-08T00:00Z')).toEqual(['2026-03-08T07:30']);
    // From 02:00, which is 03:00, until 03:00: nothing is left, and the next is a week later.
    expect(starts('Sundays 02:00-03:00 America/New_York', '2026-03-08T00:00Z')).toEqual(['2026-03-15T06:00']);
  });

  it('a time that comes twice is the first', () => {
    const text = 'Sundays 01:30-03:00 America/New_York';
    expect(starts(text, '2026-11-01T00:00Z', 2)).toEqual(['2026-11-01T05:30', '2026-11-08T06:30']);
    expect(minutesOpen(text, '2026-11-01T00:00Z', '2026-11-02T00:00Z')).toBe(150);
    expect(
      open('Sundays 00:00-01:30 America/New_York', '2026-11-01T05:29Z', '2026-11-01T05:30Z', '2026-11-01T06:15Z'),
    ).toEqual([true, false, false]);
  });

  it('a window that crosses midnight and the change', () => {
    const newYork = 'Saturdays 22:00-04:00 America/New_York';
    expect(minutesOpen(newYork, '2026-03-07T12:00Z', '2026-03-08T12:00Z')).toBe(300);
    expect(minutesOpen(newYork, '2026-10-31T12:00Z', '2026-11-01T12:00Z')).toBe(420);
    expect(open(newYork, '2026-03-08T07:59Z', '2026-03-08T08:00Z', '2026-11-01T08:59Z', '2026-11-01T09:00Z')).toEqual([
      true,
      false,
      true,
      false,
    ]);
    const sydney = 'Friday 15:00 to Monday 08:00 Australia/Sydney';
    expect(minutesOpen(sydney, '2026-10-01T00:00Z', '2026-10-08T00:00Z')).toBe((65 - 1) * 60);
    expect(minutesOpen(sydney, '2026-04-01T00:00Z', '2026-04-08T00:00Z')).toBe((65 + 1) * 60);
  });

  it('a whole day has 23 hours, or 25', () => {
    expect(minutesOpen('Sundays America/New_York', '2026-03-07T00:00Z', '2026-03-10T00:00Z')).toBe(23 * 60);
    expect(minutesOpen('Sundays Australia/Sydney', '2026-04-03T00:00Z', '2026-04-07T00:00Z')).toBe(25 * 60);
    expect(minutesOpen('2026-11-01 America/New_York', '2026-10-30T00:00Z', '2026-11-04T00:00Z')).toBe(25 * 60);
  });

  it('where the change is at midnight, a day begins an hour later', () => {
    expect(starts('Sundays Africa/Cairo', '2026-04-20T00:00Z')).toEqual(['2026-04-25T21:00']);
    expect(starts('Fridays Africa/Cairo', '2026-04-20T00:00Z')).toEqual(['2026-04-23T22:00']);
    expect(minutesOpen('Fridays Africa/Cairo', '2026-04-22T00:00Z', '2026-04-26T00:00Z')).toBe(23 * 60);
  });
});
