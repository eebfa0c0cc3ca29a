import { type Environment, EnvironmentSchema, type Runbook } from '@steadyhand/contracts';
import { describe, expect, it } from 'vitest';
import { calendarOf } from './calendar.ts';

type Window = Runbook['windows'][number];

const window = (kind: Window['kind'], text: string, environment: string | null = null): Window => ({
  line: 302,
  kind,
  text,
  environment,
});
const environment = (fields: object): Environment => EnvironmentSchema.parse(fields);
const at = (moment: string): number => Date.parse(moment);
const WEDNESDAY = at('2026-11-25T12:00Z');
const NOTHING = { freeze: null, outsideMaintenance: null, notUnderstood: [] };

describe('the calendar of an environment', () => {
  it('says nothing where there is none', () => {
    expect(calendarOf({ runbookWindows: [], name: 'prod', environment: environment({}) }, WEDNESDAY)).toEqual(NOTHING);
  });

  it('names the freezes of the runbook and of the environment that are on', () => {
    const input = {
      runbookWindows: [window('freeze', 'Last week of each quarter'), window('blackout', 'None')],
      name: 'prod',
      environment: environment({
        freezes: [
          { when: 'Dec 18 - Jan 4', zone: 'Australia/Sydney', reason: 'Christmas' },
          { when: 'Fridays 15:00-24:00 UTC' },
        ],
      }),
    };
    expect(calendarOf(input, WEDNESDAY).freeze).toBeNull();
    expect(calendarOf(input, at('2026-11-27T16:00Z')).freeze).toBe('Fridays 15:00-24:00 UTC');
    expect(calendarOf(input, at('2026-12-28T12:00Z')).freeze).toBe(
      'Last week of each quarter UTC (line 302 of the runbook); Dec 18 - Jan 4 Australia/Sydney (Christmas)',
    );
  });

  it('is outside of maintenance when none of the windows is open, and says when the next opens', () => {
    const input = {
      runbookWindows: [window('maintenance', 'Sundays 02:00-06:00 UTC')],
      name: 'prod',
      environment: environment({
        maintenance: [{ when: 'Thursdays 10:00-12:00', zone: 'AEST' }],
        outsideMaintenance: 'refuse',
      }),
    };
    expect(calendarOf(input, WEDNESDAY).outsideMaintenance).toEqual({
      rule: 'refuse',
      windows:
        'Sundays 02:00-06:00 UTC (line 302 of the runbook); Thursdays 10:00-12:00 UTC+10; the next opens at 2026-11-26T00:00:00.000Z',
    });
    expect(calendarOf(input, at('2026-11-26T01:00Z')).outsideMaintenance).toBeNull();
    expect(calendarOf(input, at('2026-11-29T02:00Z')).outsideMaintenance).toBeNull();
  });

  it('has no maintenance windows where they are said not to be needed', () => {
    const runbookWindows = [window('maintenance', 'Rolling updates, no maintenance window needed')];
    expect(calendarOf({ runbookWindows, name: 'staging', environment: environment({}) }, WEDNESDAY)).toEqual(NOTHING);
  });

  it('takes what is said of an environment for that one alone, however it is spelled', () => {
    const runbookWindows = [
      window('freeze', '24/7', 'Production'),
      window('freeze', 'Whenever we feel like it', 'Staging'),
    ];
    const of = (name: string) => calendarOf({ runbookWindows, name, environment: environment({}) }, WEDNESDAY);
    expect(of('prod')).toEqual({ ...NOTHING, freeze: '24/7 UTC (line 302 of the runbook)' });
    expect(of('PRODUCTION').freeze).not.toBeNull();
    expect(of('staging')).toEqual({
      ...NOTHING,
      notUnderstood: ['Whenever we feel like it (line 302 of the runbook)'],
    });
    expect(of('dev')).toEqual(NOTHING);
  });

  it('shows what it does not understand, and applies the rest', () => {
    const input = {
      runbookWindows: [window('maintenance', 'Slack #engineering'), window('maintenance', 'Daily 11:00-13:00 UTC')],
      name: 'prod',
      environment: environment({ freezes: [{ when: 'Black Friday week' }, { when: 'Sundays', zone: 'Mars/Olympus' }] }),
    };
    expect(calendarOf(input, WEDNESDAY)).toEqual({
      ...NOTHING,
      notUnderstood: ['Black Friday week', 'Sundays', 'Slack #engineering (line 302 of the runbook)'],
    });
  });

  it('of a range leaves the runbook out, so that a drill does not wait for the quarter to end', () => {
    const runbookWindows = [window('freeze', '24/7'), window('maintenance', 'Sundays 02:00-06:00 UTC')];
    const own = environment({ kind: 'range', freezes: [{ when: 'Wednesdays' }] });
    expect(calendarOf({ runbookWindows, name: 'range', environment: own }, WEDNESDAY)).toEqual({
      ...NOTHING,
      freeze: 'Wednesdays UTC',
    });
    expect(calendarOf({ runbookWindows, name: 'range', environment: own }, at('2026-11-26T12:00Z'))).toEqual(NOTHING);
  });
});
