import type { Question } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { questionLines, waysToAnswer } from './question.ts';
import { styleFor } from './style.ts';

const view = { style: styleFor({ isTTY: false }, {}), columns: 60, where: 'prod (1, eu-west-1)', now: 0 };

const approval: Question = {
  kind: 'approval',
  ...{ id: 'q', stepId: 's', text: 'Run this in prod?', choices: ['approve', 'refuse', 'skip', 'edit'] },
  ...{ command: 'aws sqs purge-queue --queue-url q', effect: 'destroy', blastRadius: '12 messages go' },
  digest: '9f2c41d0aa',
  warnings: ['a freeze: last week of the quarter, in which nothing is to be changed'],
  needs: { approvers: 2, role: 'approver', otherThanRequester: true, typed: 'prod' },
  expiresAt: 90 * 60_000,
};

test('an approval shows the exact command, what it does, what is unusual, and whose yes it takes', () => {
  expect(questionLines(approval, view)).toEqual([
    '  Approval needed  destroy in prod (1, eu-west-1)',
    '    aws sqs purge-queue --queue-url q',
    '    12 messages go',
    '    ! a freeze: last week of the quarter, in which nothing',
    '    is to be changed',
    '    takes a yes each of 2 approvers, not of whoever asked',
    '    for the run, with "prod" typed',
    '    digest 9f2c41d0 · expires in 1 h (1970-01-01 01:30 UTC)',
  ]);
  expect(questionLines({ ...approval, expiresAt: -1 }, view).at(-1)).toContain('it is asked anew');
});

test('every kind of question says how it is answered', () => {
  const common = { id: 'q', stepId: 's', text: 'If the queue is empty' };
  const person: Question = { kind: 'person', ...common, choices: ['take', 'skip'] };
  const value: Question = { kind: 'parameter', ...common, choices: [], name: 'VERSION', isSecret: false };
  const unknown: Question = { kind: 'unknown', ...common, choices: ['it was done'], command: 'aws', evidence: 'e' };
  expect(waysToAnswer('r', approval)).toEqual(['steady approve r', 'steady approve r --refuse']);
  expect(waysToAnswer('r', person)).toEqual(['steady answer r take', 'steady answer r skip']);
  expect(waysToAnswer('r', value)).toEqual(['steady answer r VALUE']);
  expect(waysToAnswer('r', { ...value, isSecret: true })).toEqual(['steady resume r']);
  expect(waysToAnswer('r', unknown)).toEqual(["steady answer r 'it was done'"]);
});
