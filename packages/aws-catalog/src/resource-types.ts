/** Which options identify a resource, and of which type: `service:kind`. */

/** For every service, unless its own table says otherwise. */
const EVERYWHERE: Readonly<Record<string, string>> = {
  'allocation-id': 'ec2:address',
  bucket: 's3:bucket',
  'db-subnet-group-name': 'rds:subnet-group',
  'function-name': 'lambda:function',
  'group-ids': 'ec2:security-group',
  'image-id': 'ec2:image',
  'instance-id': 'ec2:instance',
  'instance-ids': 'ec2:instance',
  'log-group-name': 'logs:log-group',
  'log-group-names': 'logs:log-group',
  'log-stream-name': 'logs:log-stream',
  'log-stream-names': 'logs:log-stream',
  'queue-url': 'sqs:queue',
  'role-arn': 'iam:role',
  'role-name': 'iam:role',
  'secret-id': 'secretsmanager:secret',
  'security-group-ids': 'ec2:security-group',
  'stack-name': 'cloudformation:stack',
  'subnet-ids': 'ec2:subnet',
  'table-name': 'dynamodb:table',
  'target-group-arn': 'elbv2:target-group',
  'topic-arn': 'sns:topic',
  'vpc-id': 'ec2:vpc',
  'vpc-ids': 'ec2:vpc',
  'vpc-security-group-ids': 'ec2:security-group',
};

const BY_SERVICE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'application-autoscaling': {
    'resource-id': 'application-autoscaling:target',
    'resource-ids': 'application-autoscaling:target',
    'policy-name': 'application-autoscaling:policy',
  },
  athena: { 'query-execution-id': 'athena:query-execution', 'work-group': 'athena:work-group' },
  autoscaling: { 'auto-scaling-group-name': 'autoscaling:group', 'auto-scaling-group-names': 'autoscaling:group' },
  backup: {
    'backup-vault-name': 'backup:vault',
    'backup-plan-id': 'backup:plan',
    'recovery-point-arn': 'backup:recovery-point',
    'restore-job-id': 'backup:restore-job',
    'backup-job-id': 'backup:backup-job',
  },
  cloudformation: { 'change-set-name': 'cloudformation:change-set' },
  cloudfront: { 'distribution-id': 'cloudfront:distribution', id: 'cloudfront:distribution' },
  cloudtrail: { name: 'cloudtrail:trail', 'trail-name': 'cloudtrail:trail' },
  cloudwatch: {
    'alarm-name': 'cloudwatch:alarm',
    'alarm-names': 'cloudwatch:alarm',
    'dashboard-name': 'cloudwatch:dashboard',
  },
  'cognito-idp': { 'user-pool-id': 'cognito-idp:user-pool' },
  dynamodb: {
    'backup-arn': 'dynamodb:backup',
    'target-table-name': 'dynamodb:table',
    'source-table-name': 'dynamodb:table',
  },
  ec2: {
    'volume-id': 'ec2:volume',
    'volume-ids': 'ec2:volume',
    'snapshot-id': 'ec2:snapshot',
    'snapshot-ids': 'ec2:snapshot',
    'group-id': 'ec2:security-group',
    'image-ids': 'ec2:image',
    'subnet-id': 'ec2:subnet',
    'network-interface-id': 'ec2:network-interface',
    'network-interface-ids': 'ec2:network-interface',
    'nat-gateway-id': 'ec2:nat-gateway',
    'nat-gateway-ids': 'ec2:nat-gateway',
    'route-table-id': 'ec2:route-table',
    'route-table-ids': 'ec2:route-table',
    'network-acl-id': 'ec2:network-acl',
  },
  ecr: { 'repository-name': 'ecr:repository', 'repository-names': 'ecr:repository' },
  ecs: {
    cluster: 'ecs:cluster',
    clusters: 'ecs:cluster',
    service: 'ecs:service',
    services: 'ecs:service',
    'service-name': 'ecs:service',
    task: 'ecs:task',
    tasks: 'ecs:task',
    'task-definition': 'ecs:task-definition',
    family: 'ecs:task-definition',
    'family-prefix': 'ecs:task-definition',
    container: 'ecs:container',
    'container-instance': 'ecs:container-instance',
    'container-instances': 'ecs:container-instance',
    'cluster-name': 'ecs:cluster',
  },
  eks: { name: 'eks:cluster', 'cluster-name': 'eks:cluster', 'nodegroup-name': 'eks:nodegroup' },
  elasticache: {
    'replication-group-id': 'elasticache:replication-group',
    'cache-cluster-id': 'elasticache:cluster',
    'snapshot-name': 'elasticache:snapshot',
    'cache-parameter-group-name': 'elasticache:parameter-group',
    'node-group-id': 'elasticache:node-group',
  },
  elbv2: {
    'load-balancer-arn': 'elbv2:load-balancer',
    'load-balancer-arns': 'elbv2:load-balancer',
    names: 'elbv2:name',
    'target-group-arns': 'elbv2:target-group',
    'listener-arn': 'elbv2:listener',
    'listener-arns': 'elbv2:listener',
    'rule-arn': 'elbv2:rule',
  },
  events: { name: 'events:rule', rule: 'events:rule' },
  iam: {
    'user-name': 'iam:user',
    'policy-arn': 'iam:policy',
    'access-key-id': 'iam:access-key',
    'group-name': 'iam:group',
  },
  kms: { 'key-id': 'kms:key' },
  lambda: { name: 'lambda:alias' },
  logs: { 'log-group': 'logs:log-group', 'query-id': 'logs:query', 'log-group-identifier': 'logs:log-group' },
  pi: { identifier: 'rds:db-resource' },
  rds: {
    'db-instance-identifier': 'rds:db',
    'db-cluster-identifier': 'rds:cluster',
    'db-snapshot-identifier': 'rds:snapshot',
    'db-cluster-snapshot-identifier': 'rds:cluster-snapshot',
    'source-db-instance-identifier': 'rds:db',
    'target-db-instance-identifier': 'rds:db',
    'db-parameter-group-name': 'rds:parameter-group',
    'db-proxy-name': 'rds:proxy',
    'source-db-cluster-identifier': 'rds:cluster',
    'snapshot-identifier': 'rds:cluster-snapshot',
  },
  redshift: { 'cluster-identifier': 'redshift:cluster' },
  route53: {
    'hosted-zone-id': 'route53:hosted-zone',
    'health-check-id': 'route53:health-check',
    id: 'route53:hosted-zone',
  },
  s3api: { key: 's3:object' },
  sns: { 'subscription-arn': 'sns:subscription', 'target-arn': 'sns:topic' },
  sqs: {
    'queue-name': 'sqs:queue-name',
    'source-arn': 'sqs:queue-arn',
    'destination-arn': 'sqs:queue-arn',
    'task-handle': 'sqs:message-move-task',
    'receipt-handle': 'sqs:message',
  },
  ssm: { name: 'ssm:parameter', names: 'ssm:parameter', target: 'ec2:instance', 'command-id': 'ssm:command' },
  stepfunctions: { 'state-machine-arn': 'stepfunctions:state-machine', 'execution-arn': 'stepfunctions:execution' },
  wafv2: { 'web-acl-arn': 'wafv2:web-acl', 'resource-arn': 'wafv2:resource', id: 'wafv2:id', name: 'wafv2:name' },
};

/** The type of what an option of a service holds; undefined when it identifies nothing that is known. */
export function resourceType(service: string, flag: string): string | undefined {
  const own = BY_SERVICE[service];
  if (own && Object.hasOwn(own, flag)) return own[flag];
  return Object.hasOwn(EVERYWHERE, flag) ? EVERYWHERE[flag] : undefined;
}

/** Positional arguments of customised commands. */
export function positionalType(command: string, text: string): string | undefined {
  if (command === 'logs tail') return 'logs:log-group';
  return text.startsWith('s3://') ? 's3:uri' : undefined;
}
