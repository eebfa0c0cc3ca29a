import type { Question } from '@steadyhand/contracts';
import { expect, test } from 'vitest';
import { editedArguments } from './edited-command.ts';

const question: Extract<Question, { kind: 'approval' }> = {
  kind: 'approval',
  id: 'q',
  stepId: 's',
  text: 'Run this?',
  choices: ['approve', 'refuse', 'skip', 'edit'],
  command: "aws ecs update-service --cluster 'my cluster' --desired-count 6",
  effect: 'change',
  blastRadius: '',
  digest: 'd'.repeat(64),
  warnings: [],
  needs: { approvers: 1, role: 'responder', otherThanRequester: false, typed: null },
  expiresAt: 0,
};

const edit = (text: string): string[] => editedArguments('r', question, text);

test('an edited command is split as a shell does', () => {
  expect(edit(`aws ecs update-service --cluster "my cluster" --desired-count 3`)).toEqual([
    ...['ecs', 'update-service', '--cluster', 'my cluster', '--desired-count', '3'],
  ]);
});

test.each([
  ['psql -c "select 1"', /same program: aws, not psql/],
  ['env aws ecs list-clusters', /more than one/],
  ['aws ecs list-clusters; aws ecs list-tasks', /more than one/],
  ['aws ecs list-clusters | cat', /more than one/],
  ['aws ecs list-clusters > file', /more than one/],
  ['AWS_REGION=eu-west-1 aws ecs list-clusters', /more than one/],
  ['aws ecs list-tasks --cluster $CLUSTER', /left to fill in/],
  ['aws ecs list-tasks --cluster <cluster>', /left to fill in/],
  ['aws ecs list-tasks --cluster "$(cat c)"', /more than one|left to fill in/],
  ['aws rds modify --password [secret]', /not shown/],
  ["aws 'ecs", /is no command/],
  ['', /is no command/],
])('%s is refused', (text, reason) => {
  expect(() => edit(text)).toThrow(reason);
});
