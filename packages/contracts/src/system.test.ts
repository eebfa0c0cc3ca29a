import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DrillSchema } from './drill.ts';
import { FaultSchema } from './fault.ts';
import { SystemSchema } from './system.ts';

function problemOf(schema: z.ZodType, input: unknown): string {
  const { error } = schema.safeParse(input);
  return error ? z.prettifyError(error) : '';
}

describe('SystemSchema', () => {
  it('needs a name and nothing else', () => {
    expect(SystemSchema.parse({ system: 'shop' })).toEqual({
      system: 'shop',
      runbook: 'RUNBOOK.md',
      people: {},
      environments: {},
      parameters: {},
      procedures: {},
      steadyState: { health: [] },
    });
  });

  it('guards an environment of which nothing is said', () => {
    const { environments } = SystemSchema.parse({ system: 'shop', environments: { prod: {} } });
    expect(environments.prod).toMatchObject({ kind: 'aws', protection: 'guarded', policy: {}, approvals: {} });
  });

  it('limits an environment of which nothing is said, and freezes it never', () => {
    const { environments } = SystemSchema.parse({ system: 'shop', environments: { prod: {} } });
    expect(environments.prod).toMatchObject({
      approvalMinutes: 60,
      limits: { desiredCountFactor: 2, desiredCountStep: 2, scaleToZero: 'ask', changesPerHour: 60 },
      freezes: [],
      maintenance: [],
      outsideMaintenance: 'ask',
    });
  });

  it('fills what an approval or a limit leaves out', () => {
    const prod = { approvals: { destroy: { approvers: 2 } }, limits: { scaleToZero: 'refuse' } };
    const { environments } = SystemSchema.parse({ system: 'shop', environments: { prod } });
    expect(environments.prod?.approvals).toEqual({ destroy: { approvers: 2, otherThanRequester: false } });
    expect(environments.prod?.limits).toMatchObject({ scaleToZero: 'refuse', changesPerHour: 60 });
  });

  it('knows people by key, by ARN or by name', () => {
    const people = {
      alice: { role: 'approver', key: `ed25519:${'A'.repeat(43)}=` },
      'on-call': { role: 'responder', arn: 'arn:aws:sts::123456789012:assumed-role/on-call/*' },
      bob: { role: 'viewer' },
    };
    expect(SystemSchema.parse({ system: 'shop', people }).people).toEqual(people);
  });

  it('takes a value from each source', () => {
    const parameters = { A: 'a', B: { value: 'b' }, C: { output: 'c' }, D: { command: 'aws sts get-caller-identity' } };
    expect(SystemSchema.parse({ system: 'shop', parameters }).parameters).toEqual(parameters);
  });

  it.each([
    ['no name', {}, 'system'],
    ['a field that it does not know', { system: 'a', enviroments: {} }, 'enviroments'],
    [
      'an account that is not twelve digits',
      { system: 'a', environments: { prod: { account: '123' } } },
      'environments.prod.account',
    ],
    [
      'an account that lost its zeros as a number',
      { system: 'a', environments: { prod: { account: 12345678901 } } },
      'environments.prod.account',
    ],
    [
      'a protection that is none',
      { system: 'a', environments: { prod: { protection: 'high' } } },
      'environments.prod.protection',
    ],
    [
      'a rule for an effect that is none',
      { system: 'a', environments: { prod: { policy: { write: 'ask' } } } },
      'environments.prod.policy',
    ],
    [
      'an approval by nobody',
      { system: 'a', environments: { prod: { approvals: { change: { approvers: 0 } } } } },
      'environments.prod.approvals.change.approvers',
    ],
    [
      'a limit that it does not know',
      { system: 'a', environments: { prod: { limits: { scaleToOne: 'ask' } } } },
      'environments.prod.limits',
    ],
    [
      'a freeze without a time',
      { system: 'a', environments: { prod: { freezes: [{ reason: 'Christmas' }] } } },
      'environments.prod.freezes[0].when',
    ],
    ['a role that is none', { system: 'a', people: { alice: { role: 'root' } } }, 'people.alice.role'],
    [
      'a key of another kind',
      { system: 'a', people: { alice: { role: 'admin', key: 'ssh-rsa AAAA' } } },
      'people.alice.key',
    ],
    ['a parameter with two sources', { system: 'a', parameters: { A: { value: 'a', output: 'b' } } }, 'parameters.A'],
  ])('refuses %s and names the place', (_what, input, place) => {
    expect(problemOf(SystemSchema, input)).toContain(place);
  });
});

describe('DrillSchema', () => {
  const drill = {
    title: 'Workers stall',
    alarm: '*-backlog',
    procedure: 'queue-backlog',
    faults: [{ kind: 'dependency', dependency: 'push', latencyMs: 2000 }],
    recovery: {},
  };

  it('fills what is left out', () => {
    expect(DrillSchema.parse(drill)).toMatchObject({
      speed: 1,
      faults: [{ errorRate: 0 }],
      answers: { by: 'drill', grant: [], take: [] },
      recovery: { queues: [], health: [], soakSeconds: 60, withinSeconds: 1800 },
    });
  });

  it('grants nothing unless it says so', () => {
    expect(DrillSchema.parse({ ...drill, answers: {} }).answers.grant).toEqual([]);
  });

  it.each([
    ['no fault', { faults: [] }, 'faults'],
    ['a clock that stands still', { speed: 0 }, 'speed'],
    ['an effect that is none', { answers: { grant: ['write'] } }, 'answers.grant'],
    ['a soak below zero', { recovery: { soakSeconds: -1 } }, 'recovery.soakSeconds'],
  ])('refuses %s and names the place', (_what, change, place) => {
    expect(problemOf(DrillSchema, { ...drill, ...change })).toContain(place);
  });
});

describe('FaultSchema', () => {
  it.each([
    ['a kind that is none', { kind: 'flood' }, 'kind'],
    ['more failures than requests', { kind: 'dependency', dependency: 'push', errorRate: 1.5 }, 'errorRate'],
    ['no tasks to kill', { kind: 'kill-tasks', service: 'api', count: 0 }, 'count'],
    ['a wave of nothing', { kind: 'traffic', module: 'traffic.ts', count: 0 }, 'count'],
  ])('refuses %s and names the field', (_what, input, place) => {
    expect(problemOf(FaultSchema, input)).toContain(place);
  });
});
