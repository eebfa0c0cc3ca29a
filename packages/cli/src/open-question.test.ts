import type { Message, Question, RunEvent } from '@steadyhand/contracts';
import { createKeyPair, signMessage } from '@steadyhand/engine';
import { expect, test } from 'vitest';
import { approvers, openQuestion, pendingMessages, yesesOf } from './open-question.ts';

const base = { runId: 'r', at: 1 };

function approvalQuestion(needed: number): Extract<Question, { kind: 'approval' }> {
  return {
    kind: 'approval',
    ...{ id: 'q', stepId: 's', text: 'Run this in prod?', choices: ['approve', 'refuse', 'skip', 'edit'] },
    ...{ command: 'aws sqs purge-queue', effect: 'destroy', blastRadius: '', digest: 'd'.repeat(64), warnings: [] },
    needs: { approvers: needed, role: 'responder', otherThanRequester: false, typed: null },
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

const asked = (question: Question): RunEvent => ({ type: 'asked', ...base, question });

function approval(by: string, choice: 'approve' | 'refuse', messageId?: string): RunEvent {
  const about = { stepId: 's', digest: 'd'.repeat(64), command: 'aws sqs purge-queue', questionId: 'q' };
  const granted = choice === 'approve';
  return {
    type: 'approval',
    ...base,
    ...about,
    granted,
    choice,
    by,
    ...(messageId === undefined ? {} : { messageId }),
  };
}

test('a run that waits has its question in its row', () => {
  const question = approvalQuestion(1);
  expect(openQuestion({ status: 'waiting', waitingFor: question }, [])).toEqual(question);
  expect(openQuestion({ status: 'done', waitingFor: question }, [])).toBeNull();
  expect(openQuestion({ status: 'waiting', waitingFor: { problem: 'no range' } }, [])).toBeNull();
});

test('a run that goes on asks what no event settles', () => {
  const row = { status: 'running', waitingFor: null } as const;
  const question = approvalQuestion(2);
  const events = [asked(question), approval('ada', 'approve')];
  expect(openQuestion(row, [])).toBeNull();
  expect(openQuestion(row, events)).toEqual(question);
  expect(approvers(question, events)).toEqual(['ada']);
  expect(openQuestion(row, [...events, approval('ada', 'approve')])).toEqual(question);
  expect(openQuestion(row, [...events, approval('grace', 'approve')])).toBeNull();
  expect(openQuestion(row, [...events, approval('grace', 'refuse')])).toBeNull();
});

test('what was sent counts with what was taken, where it is valid', () => {
  const question = approvalQuestion(3);
  const { publicKey, privateKey } = createKeyPair();
  const people = { ada: { role: 'responder', key: publicKey }, grace: { role: 'responder' } } as const;
  const run = { id: 'r', requestedBy: 'ada', settings: settingsWith(people) };
  const yes = (name: string, id: string): Omit<Message, 'signature'> => ({
    ...{ id, runId: 'r', by: { name, source: 'login' as const }, sentAt: 1 },
    order: { kind: 'answer', questionId: 'q', digest: 'd'.repeat(64), value: 'approve', reason: '' },
  });
  const messages: Message[] = [
    { ...yes('grace', 'm1'), signature: null },
    { ...yes('ada', 'm2'), signature: null },
    signMessage(yes('ada', 'm3'), privateKey),
    { ...yes('eve', 'm4'), signature: null },
  ];
  const events = [asked(question), approval('grace', 'approve', 'm1')];
  const pending = pendingMessages(messages, events);
  expect(pending.map(({ id }) => id)).toEqual(['m2', 'm3', 'm4']);
  expect(yesesOf({ run, question, events, pending }).map(({ name }) => name)).toEqual(['grace', 'ada']);
});

function settingsWith(people: Record<string, { role: 'responder'; key?: string }>) {
  return {
    system: {
      ...{ system: 's', runbook: 'RUNBOOK.md', people, environments: {}, parameters: {}, procedures: {} },
      steadyState: { health: [] },
    },
    ...{ grants: [], readOnly: false, phases: null },
    requester: { name: 'ada', source: 'login' as const },
  };
}
