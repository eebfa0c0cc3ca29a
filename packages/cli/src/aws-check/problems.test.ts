import { analyseShell } from '@steadyhand/bash';
import { describe, expect, it } from 'vitest';
import { awsProblems } from './problems.ts';

function problemsOf(text: string) {
  const [command] = analyseShell(text).commands;
  return awsProblems(command?.argv ?? [], command?.unresolved ?? new Set());
}

describe('a command that is refused', () => {
  it.each([
    ['aws elasticcache describe-cache-clusters', 'service', 'elasticcache', 'elasticache'],
    ['aws ecs update-task-definition --family api', 'operation', 'update-task-definition', 'aws ecs help'],
    ['aws ecs describe-service --cluster a', 'operation', 'describe-service', 'describe-services'],
    ['aws ecs wait service-stable --cluster a --services b', 'operation', 'service-stable', 'services-stable'],
    ['aws ecs list-tasks --cluster a --service-nme b', 'flag', '--service-nme', '--service-name'],
    ['aws rds modify-db-instance --db-instance-identifier a --multi-az true', 'flag', 'true', 'takes no value'],
    ['aws secretsmanager list-secrets --filter Key=name,Values=a', 'flag-prefix', '--filter', '--filters'],
    ['aws ecs list-tasks --max-items ten', 'value', 'ten', ''],
    ['aws ecs list-tasks --output xml', 'value', 'xml', 'yaml'],
    ['aws ec2 describe-instances --filters Name=tag:Name,Value=api', 'value', 'Value', 'Values'],
    [
      'aws sqs get-queue-attributes --queue-url $Q --attribute-names ApproximateAgeOfOldestMessage',
      'enum',
      'ApproximateAgeOfOldestMessage',
      'CloudWatch metric',
    ],
    ['aws wafv2 list-ip-sets --scope GLOBAL', 'enum', 'GLOBAL', 'REGIONAL'],
    [
      'aws ce get-cost-and-usage --time-period Start=2025-01-01,End=2025-02-01 --granularity DAILY --metrics A --group-by Type=SERVICE',
      'enum',
      'Type=SERVICE',
      'Type=DIMENSION,Key=SERVICE',
    ],
    [
      `aws ecs run-task --task-definition a --network-configuration '{"awsvpcConfiguration":{"subnets":["s"],"assignPublicIp":"YES"}}'`,
      'enum',
      'YES',
      'ENABLED',
    ],
    [
      'aws ecs run-task --task-definition a --network-configuration "awsvpcConfiguration={subnets=[$S],assignPublicIp=YES}"',
      'enum',
      'assignPublicIp=YES',
      'ENABLED',
    ],
  ])('%s', (text, kind, word, hint) => {
    const [first, ...more] = problemsOf(text);
    expect(first).toMatchObject({ kind, word });
    expect(first?.hint ?? '').toContain(hint);
    expect(more).toEqual([]);
  });

  it('tells percentiles, and values that a comma joins', () => {
    const base =
      'aws cloudwatch get-metric-statistics --namespace A --metric-name B --start-time 1 --end-time 2 --period 60';
    expect(problemsOf(`${base} --statistics p95`)[0]?.hint).toContain('--extended-statistics p95');
    expect(problemsOf(`${base} --statistics Average,Maximum`)[0]?.hint).toBe('Separate the values with spaces.');
  });

  it('names every option that is missing', () => {
    const [problem] = problemsOf(
      'aws pi get-resource-metrics --service-type RDS --identifier db-A --metric-queries file://q.json',
    );
    expect(problem).toMatchObject({ kind: 'required', hint: 'Add --start-time, --end-time.' });
  });

  it('finds the blank behind a backslash', () => {
    const [, problem] = problemsOf('aws wafv2 get-ip-set --name a --scope REGIONAL \\ \n --id b');
    expect(
      [problemsOf('aws wafv2 get-ip-set --name a --scope REGIONAL \\ \n --id b')[0], problem].map((p) => p?.kind),
    ).toContain('flag');
  });

  it('answers a read with no write', () => {
    const [problem] = problemsOf('aws sesv2 get-identity-mail-from-attributes --email-identity a@example.com');
    expect(problem?.hint).not.toContain('put-');
  });
});

describe('a command in which nothing is wrong', () => {
  it.each([
    'aws ecs update-service --cluster $CLUSTER --service <service> --desired-count $((N + 2))',
    'aws ecs $OPERATION --cluster a',
    'aws wafv2 get-sampled-requests --web-acl-arn $A --rule-metric-name r --scope REGIONAL --time-window StartTime=$(date -u +%s),EndTime=$(date -u +%s) --max-items 100',
    'aws sqs receive-message --queue-url $Q --attribute-names SentTimestamp',
    'aws ecs run-task --cli-input-json file://task.json',
    'aws ecs list-tasks --max-items COUNT',
    'aws ecs list-tasks --desired-status NEW_DESIRED_STATUS',
    'aws ec2 describe-instances --filters "Name=tag:Name,Values=a,b" Name=instance-state-name,Values=running',
    `aws dynamodb get-item --table-name a --key '{"id":{"S":"1"}}'`,
    'aws ec2 run-instances --image-id ami-1 --tag-specifications "ResourceType=instance,Tags=[{Key=Name,Value=a},{Key=b,Value=$(date +%s)}]"',
    'aws rds modify-db-instance --db-instance-identifier a --no-multi-az',
    'aws ecs execute-command --cluster a --task b --command "ls" --interactive',
    'aws emr create-cluster --name a',
    'aws s3 cp a s3://b/c --recursive',
    'aws logs tail /ecs/api --follow --since 10m',
    'aws s3 ls help',
    'aws --version',
    'aws',
  ])('%s', (text) => {
    expect(problemsOf(text)).toEqual([]);
  });
});
