import { EFFECTS, PROTECTIONS } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { type DecisionInput, decide } from './decide.ts';

const verdict = (input: Partial<DecisionInput>): string =>
  decide({ effect: 'read', mode: 'run', protection: 'guarded', policy: {}, readOnly: false, ...input }).verdict;

test('the defaults', () => {
  const table = PROTECTIONS.map((protection) => [
    protection,
    ...EFFECTS.map((effect) => verdict({ protection, effect })),
  ]);
  expect([['', ...EFFECTS], ...table]).toEqual([
    ['', 'local', 'read', 'reveal', 'change', 'unknown', 'destroy'],
    ['open', 'run', 'run', 'ask', 'ask', 'ask', 'ask'],
    ['guarded', 'run', 'run', 'ask', 'ask', 'ask', 'ask'],
    ['protected', 'run', 'run', 'ask', 'ask', 'refuse', 'refuse'],
  ]);
});

test('a policy comes before the defaults, but nothing final runs unasked in a protected environment', () => {
  expect(verdict({ effect: 'change', policy: { change: 'run' } })).toBe('run');
  expect(verdict({ effect: 'read', policy: { read: 'refuse' } })).toBe('refuse');
  expect(verdict({ effect: 'destroy', protection: 'protected', policy: { destroy: 'ask' } })).toBe('ask');
  expect(verdict({ effect: 'destroy', protection: 'protected', policy: { destroy: 'run' } })).toBe('ask');
  expect(verdict({ effect: 'unknown', protection: 'protected', policy: { unknown: 'run' } })).toBe('ask');
});

test('a dry run never runs what changes, whatever the policy says', () => {
  for (const protection of PROTECTIONS) {
    for (const effect of ['change', 'unknown', 'destroy'] as const) {
      for (const rule of ['run', 'ask', 'refuse'] as const) {
        expect(verdict({ mode: 'dry-run', protection, effect, policy: { [effect]: rule } })).toBe('hold');
      }
    }
  }
  expect(verdict({ mode: 'dry-run' })).toBe('run');
  expect(verdict({ mode: 'dry-run', effect: 'reveal' })).toBe('hold');
  expect(verdict({ mode: 'dry-run', effect: 'reveal', policy: { reveal: 'run' } })).toBe('run');
});

test('a read-only session refuses what changes and says why', () => {
  const decision = decide({
    effect: 'change',
    mode: 'run',
    protection: 'open',
    policy: { change: 'run' },
    readOnly: true,
  });
  expect(decision).toEqual({ verdict: 'refuse', reason: 'change in a read-only session' });
  expect(verdict({ readOnly: true })).toBe('run');
});
