import { EFFECTS, EnvironmentSchema, type Needs, PROCEDURE_KINDS, PROTECTIONS, ROLES } from '@steadyhand/contracts';
import { describe, expect, it } from 'vitest';
import { type Decision, type DecisionInput, decide } from './decide.ts';

const { limits, approvals } = EnvironmentSchema.parse({});
const CHANGES = ['change', 'unknown', 'destroy'] as const;

/** A read by somebody who may do everything, in a guarded environment with nothing unusual. */
function decided(input: Partial<DecisionInput>): Decision {
  return decide({
    effect: 'read',
    mode: 'run',
    environment: 'prod',
    protection: 'guarded',
    policy: {},
    approvals,
    limits,
    readOnly: false,
    role: 'admin',
    granted: false,
    procedureKind: 'operation',
    freeze: null,
    outsideMaintenance: null,
    scale: null,
    changesInLastHour: 0,
    ...input,
  });
}
const verdict = (input: Partial<DecisionInput>): string => decided(input).verdict;
const change = (input: Partial<DecisionInput>): Decision => decided({ effect: 'change', ...input });
const limited = (changed: Partial<typeof limits>): typeof limits => ({ ...limits, ...changed });

describe('effect, policy and protection', () => {
  it('have these defaults', () => {
    const table = PROTECTIONS.map((protection) => [
      protection,
      ...EFFECTS.map((effect) => verdict({ protection, effect })),
    ]);
    expect([['', ...EFFECTS], ...table]).toEqual([
      ['', 'local', 'read', 'reveal', 'change', 'unknown', 'destroy'],
      ['open', 'run', 'run', 'ask', 'ask', 'ask', 'ask'],
      ['guarded', 'run', 'run', 'ask', 'ask', 'ask', 'ask'],
      ['protected', 'run', 'run', 'ask', 'ask', 'ask', 'ask'],
    ]);
  });

  it('give way to a policy, but nothing final runs unasked in a protected environment', () => {
    expect(verdict({ effect: 'change', policy: { change: 'run' } })).toBe('run');
    expect(verdict({ effect: 'read', policy: { read: 'refuse' } })).toBe('refuse');
    for (const effect of ['destroy', 'unknown'] as const) {
      expect(verdict({ effect, policy: { [effect]: 'run' } })).toBe('run');
      expect(verdict({ effect, protection: 'protected', policy: { [effect]: 'run' } })).toBe('ask');
      expect(verdict({ effect, protection: 'protected', policy: { [effect]: 'refuse' } })).toBe('refuse');
    }
  });

  it('say why', () => {
    expect(change({ protection: 'open', policy: { change: 'refuse' } }).reason).toBe(
      'change in an open environment: refuse',
    );
    expect(change({}).reason).toBe('change in a guarded environment: ask');
  });
});

describe('a dry run', () => {
  it('never runs what changes, whatever the policy and the grants say', () => {
    for (const protection of PROTECTIONS)
      for (const effect of CHANGES)
        for (const rule of ['run', 'ask', 'refuse'] as const)
          expect(verdict({ mode: 'dry-run', protection, effect, policy: { [effect]: rule }, granted: true })).toBe(
            'hold',
          );
  });

  it('reads, and holds secrets that would be asked for', () => {
    expect(verdict({ mode: 'dry-run' })).toBe('run');
    expect(verdict({ mode: 'dry-run', effect: 'reveal' })).toBe('hold');
    expect(verdict({ mode: 'dry-run', effect: 'reveal', policy: { reveal: 'run' } })).toBe('run');
  });

  it('says what a run would have done, for a viewer and in a freeze too', () => {
    expect(change({ mode: 'dry-run', freeze: '24/7', role: 'viewer' })).toMatchObject({
      verdict: 'hold',
      reason: 'dry run; change in a guarded environment: refuse; a freeze is on: 24/7',
    });
  });
});

describe('a read-only session', () => {
  it('refuses what changes', () => {
    for (const effect of CHANGES)
      expect(decided({ effect, readOnly: true, policy: { [effect]: 'run' }, granted: true })).toMatchObject({
        verdict: 'refuse',
        reason: `${effect} in a read-only session`,
      });
    expect(verdict({ readOnly: true })).toBe('run');
  });
});

describe('roles', () => {
  it('a viewer only reads', () => {
    const by = (effect: (typeof EFFECTS)[number]) => verdict({ effect, role: 'viewer', policy: { [effect]: 'run' } });
    expect(EFFECTS.map(by)).toEqual(['run', 'run', 'refuse', 'refuse', 'refuse', 'refuse']);
    expect(change({ role: 'viewer' }).reason).toContain('viewer');
  });

  it('everybody else runs what runs, and asks for what is asked for', () => {
    for (const role of ROLES.slice(1)) {
      expect(verdict({ effect: 'change', role, policy: { change: 'run' } })).toBe('run');
      expect(verdict({ effect: 'destroy', role })).toBe('ask');
    }
  });

  it('approve: a responder what can be taken back, an approver the rest and whatever is unusual', () => {
    const roles = EFFECTS.map((effect) => decided({ effect, policy: { [effect]: 'ask' } }).needs.role);
    expect(roles).toEqual(['responder', 'responder', 'responder', 'responder', 'approver', 'approver']);
    expect(change({ changesInLastHour: 60 }).needs.role).toBe('approver');
  });
});

describe('what an approval needs', () => {
  const one = { approvers: 1, otherThanRequester: false };

  it("is one yes, the requester's own among them, unless the environment says more", () => {
    expect(change({}).needs).toEqual({ ...one, role: 'responder', typed: null });
    const said: Needs = change({
      approvals: { change: { approvers: 2, role: 'admin', otherThanRequester: true }, destroy: one },
    }).needs;
    expect(said).toEqual({ approvers: 2, role: 'admin', otherThanRequester: true, typed: null });
  });

  it('is never a lower role than by default', () => {
    expect(decided({ effect: 'destroy', approvals: { destroy: { ...one, role: 'responder' } } }).needs.role).toBe(
      'approver',
    );
    expect(change({ approvals: { change: { ...one, role: 'viewer' } } }).needs.role).toBe('responder');
  });

  it("is the environment's name, typed, for what is final in a protected one", () => {
    const typed = EFFECTS.map((effect) => decided({ effect, protection: 'protected' }).needs.typed);
    expect(typed).toEqual([null, null, null, null, 'prod', 'prod']);
    expect(decided({ effect: 'destroy' }).needs.typed).toBeNull();
  });
});

describe('a grant', () => {
  it("is the requester's yes, given beforehand", () => {
    expect(change({ granted: true })).toMatchObject({ verdict: 'run', byGrant: true });
    expect(change({ granted: true, policy: { change: 'run' } })).toMatchObject({ verdict: 'run', byGrant: false });
    expect(change({ granted: true, policy: { change: 'refuse' } })).toMatchObject({
      verdict: 'refuse',
      byGrant: false,
    });
    expect(decided({ effect: 'destroy', granted: true }).verdict).toBe('run');
  });

  it.each<[string, Partial<DecisionInput>]>([
    ['what is unusual', { changesInLastHour: 60 }],
    ['what takes two', { approvals: { change: { approvers: 2, otherThanRequester: false } } }],
    ['what takes another', { approvals: { change: { approvers: 1, otherThanRequester: true } } }],
    ['what is typed', { effect: 'destroy', protection: 'protected', policy: { destroy: 'run' } }],
    ['what is typed, where it is not known what it is', { effect: 'unknown', protection: 'protected' }],
    ["what is above the requester's role", { effect: 'destroy', role: 'responder' }],
  ])('does not cover %s', (_what, input) => {
    expect(change({ granted: true, ...input })).toMatchObject({ verdict: 'ask', byGrant: false });
  });
});

describe('a freeze', () => {
  const freeze = 'Last week of each quarter';

  it('asks for the changes of an incident, whatever the policy and the grants say', () => {
    for (const protection of PROTECTIONS)
      expect(
        change({ freeze, procedureKind: 'incident', protection, policy: { change: 'run' }, granted: true }),
      ).toMatchObject({
        verdict: 'ask',
        warnings: ['a freeze is on: Last week of each quarter'],
        needs: { role: 'approver' },
      });
    expect(change({ freeze, procedureKind: 'incident', policy: { change: 'refuse' } }).verdict).toBe('refuse');
  });

  it('refuses those of everything else, and is named', () => {
    for (const procedureKind of PROCEDURE_KINDS.filter((kind) => kind !== 'incident')) {
      const { verdict, reason } = change({ freeze, procedureKind, policy: { change: 'run' } });
      expect({ verdict, reason }).toMatchObject({ verdict: 'refuse', reason: expect.stringContaining(freeze) });
    }
  });

  it('leaves alone what changes nothing', () => {
    expect(decided({ freeze })).toMatchObject({ verdict: 'run', warnings: [] });
    expect(decided({ freeze, effect: 'reveal', granted: true })).toMatchObject({ verdict: 'run', warnings: [] });
    expect(verdict({ freeze, mode: 'dry-run' })).toBe('run');
  });
});

describe('outside of the maintenance windows', () => {
  const outside = (rule: 'run' | 'ask' | 'refuse') => ({ rule, windows: 'Sundays 02:00-06:00 UTC' });
  const policy = { change: 'run' } as const;

  it('an operation does as the environment says', () => {
    const decisions = (['run', 'ask', 'refuse'] as const).map((rule) =>
      change({ outsideMaintenance: outside(rule), policy }),
    );
    expect(decisions.map(({ verdict }) => verdict)).toEqual(['run', 'ask', 'refuse']);
    expect(decisions.map(({ warnings }) => warnings)).toEqual([
      [],
      ['outside of the maintenance windows: Sundays 02:00-06:00 UTC'],
      ['outside of the maintenance windows: Sundays 02:00-06:00 UTC'],
    ]);
  });

  it('an incident does not wait', () => {
    const decision = change({ outsideMaintenance: outside('refuse'), procedureKind: 'incident', policy });
    expect(decision).toMatchObject({ verdict: 'run', warnings: [] });
    expect(verdict({ outsideMaintenance: outside('refuse') })).toBe('run');
  });
});

describe('a number of running things', () => {
  const to = (from: number, to: number, input: Partial<DecisionInput> = {}): Decision =>
    change({ scale: { resource: 'workers', from, to }, policy: { change: 'run' }, protection: 'open', ...input });

  it.each([
    [2, 4, 'run'],
    [2, 5, 'ask'],
    [1, 3, 'run'],
    [1, 4, 'ask'],
    [0, 2, 'run'],
    [0, 3, 'ask'],
    [10, 20, 'run'],
    [10, 21, 'ask'],
    [10, 1, 'run'],
    [3, 3, 'run'],
    [3, 0, 'ask'],
    [0, 0, 'run'],
  ])('from %i to %i: %s', (from, count, rule) => {
    expect(to(from, count).verdict).toBe(rule);
  });

  it('says which limit is passed', () => {
    expect(to(2, 9).warnings).toEqual(['desired count of workers 2 → 9: more than ×2']);
    expect(to(0, 9).warnings).toEqual(['desired count of workers 0 → 9: more than +2']);
    expect(to(3, 0).warnings).toEqual(['desired count of workers 3 → 0: nothing is left running']);
  });

  it('has the limits of the environment', () => {
    expect(to(2, 9, { limits: limited({ desiredCountFactor: 5 }) }).verdict).toBe('run');
    expect(to(2, 9, { limits: limited({ desiredCountStep: 7 }) }).verdict).toBe('run');
    expect(to(4, 4, { limits: limited({ desiredCountFactor: 0.5, desiredCountStep: 0 }) }).verdict).toBe('run');
    expect(to(3, 0, { limits: limited({ scaleToZero: 'run' }) })).toMatchObject({ verdict: 'run', warnings: [] });
    expect(to(3, 0, { limits: limited({ scaleToZero: 'refuse' }), procedureKind: 'incident' }).verdict).toBe('refuse');
  });

  it('that nobody could read is asked for', () => {
    expect(to(Number.NaN, 4).verdict).toBe('ask');
  });
});

describe('the changes of an hour', () => {
  const policy = { change: 'run' } as const;

  it('stop running by themselves at the limit', () => {
    expect(change({ changesInLastHour: 59, policy }).verdict).toBe('run');
    expect(change({ changesInLastHour: 60, policy, granted: true })).toMatchObject({
      verdict: 'ask',
      warnings: ['60 changes in this environment within an hour: the limit is 60'],
    });
    expect(change({ changesInLastHour: 3, limits: limited({ changesPerHour: 3 }), policy }).verdict).toBe('ask');
  });

  it('do not stop reads', () => {
    expect(verdict({ changesInLastHour: 1000 })).toBe('run');
  });
});

it('says everything that is unusual, and the strictest rule counts', () => {
  const decision = change({
    freeze: '24/7',
    procedureKind: 'incident',
    scale: { resource: 'api', from: 2, to: 0 },
    limits: limited({ scaleToZero: 'refuse' }),
    changesInLastHour: 60,
  });
  expect(decision.verdict).toBe('refuse');
  expect(decision.warnings).toHaveLength(3);
});
