import type { Identity, System } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { roleOf } from './role.ts';

const people: System['people'] = {
  alice: { role: 'admin', key: 'ed25519:alice' },
  bob: { role: 'approver' },
  'on-call': { role: 'responder', arn: 'arn:aws:sts::123456789012:assumed-role/on-call/*' },
  leads: { role: 'approver', arn: 'arn:aws:sts::123456789012:assumed-role/*-lead/*' },
};
const login = (name: string): Identity => ({ name, source: 'login' });
const aws = (arn: string, name = 'someone'): Identity => ({ name, source: 'aws', arn });
const assumed = (role: string, account = '123456789012'): Identity =>
  aws(`arn:aws:sts::${account}:assumed-role/${role}`);

test('without people, everybody may do everything', () => {
  expect(roleOf(login('anybody'), null, {})).toBe('admin');
});

test('with people, nobody of them may only look', () => {
  expect(roleOf(login('mallory'), null, people)).toBe('viewer');
  expect(roleOf(login('constructor'), null, people)).toBe('viewer');
});

test('a person with a key counts only with a signature by that key', () => {
  const identity: Identity = { name: 'alice', source: 'key' };
  expect(roleOf(identity, 'ed25519:alice', people)).toBe('admin');
  expect(roleOf(identity, null, people)).toBe('viewer');
  expect(roleOf(identity, 'ed25519:mallory', people)).toBe('viewer');
  expect(roleOf(login('alice'), null, people)).toBe('viewer');
  expect(roleOf(aws('arn:aws:iam::123456789012:user/alice', 'alice'), null, people)).toBe('viewer');
  expect(roleOf({ name: 'mallory', source: 'key' }, 'ed25519:alice', people)).toBe('viewer');
});

test('a person with an ARN counts only for AWS', () => {
  expect(roleOf(assumed('on-call/carol'), null, people)).toBe('responder');
  expect(roleOf(assumed('on-call/carol', '210987654321'), null, people)).toBe('viewer');
  expect(roleOf(assumed('on-call-readonly/carol'), null, people)).toBe('viewer');
  expect(roleOf(login('on-call'), null, people)).toBe('viewer');
  expect(roleOf({ ...assumed('on-call/carol'), source: 'login' }, null, people)).toBe('viewer');
});

test('a key does not hide the ARN', () => {
  const identity: Identity = { ...assumed('on-call/carol'), name: 'carol', source: 'key' };
  expect(roleOf(identity, null, people)).toBe('responder');
});

test('a session name, which everybody chooses, does not stand for a role', () => {
  expect(roleOf(assumed('team-lead/dave'), null, people)).toBe('approver');
  expect(roleOf(assumed('developer/team-lead/dave'), null, people)).toBe('viewer');
  expect(roleOf(assumed('developer/x-lead'), null, people)).toBe('viewer');
});

test('a person with neither is known by name, and the highest role counts', () => {
  expect(roleOf(login('bob'), null, people)).toBe('approver');
  expect(roleOf({ ...assumed('on-call/bob'), name: 'bob' }, null, people)).toBe('approver');
});
