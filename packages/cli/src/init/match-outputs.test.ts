import { expect, test } from 'vitest';
import { matchOutput } from './match-outputs.ts';

const outputs = [
  'ecsClusterName',
  'albDnsName',
  'alb_arn',
  'pushQueueUrl',
  'pushDlqUrl',
  'pushQueueArn',
  'apiServiceName',
  'realtimeServiceName',
  'db_identifier',
];

test.each([
  ['CLUSTER', 'ecsClusterName'],
  ['ALB_DNS', 'albDnsName'],
  ['ALB_ARN', 'alb_arn'],
  ['PUSH_QUEUE_URL', 'pushQueueUrl'],
  ['PUSH_DLQ_URL', 'pushDlqUrl'],
  ['DB_IDENTIFIER', 'db_identifier'],
  // Two services: which is meant is a question.
  ['SERVICE_NAME', null],
  // A queue's URL is not its ARN.
  ['DLQ_ARN', null],
  ['CURRENT_COUNT', null],
  ['NAME', null],
])('%s is %s', (blank, output) => {
  expect(matchOutput(blank, outputs)).toBe(output);
});
