/** How to list the candidates of a resource type: words of an `aws` command that prints them as text; `{type}` stands for a resource of that type. */

const list = (command: string, query: string): readonly string[] => [
  ...command.split(' '),
  '--query',
  query,
  '--output',
  'text',
];

export const LISTERS: Readonly<Record<string, readonly string[]>> = {
  'application-autoscaling:target': list(
    'application-autoscaling describe-scalable-targets --service-namespace ecs',
    'ScalableTargets[].ResourceId',
  ),
  'athena:work-group': list('athena list-work-groups', 'WorkGroups[].Name'),
  'backup:plan': list('backup list-backup-plans', 'BackupPlansList[].BackupPlanId'),
  'backup:recovery-point': list(
    'backup list-recovery-points-by-backup-vault --backup-vault-name {backup:vault}',
    'RecoveryPoints[].RecoveryPointArn',
  ),
  'backup:vault': list('backup list-backup-vaults', 'BackupVaultList[].BackupVaultName'),
  'cloudformation:stack': list('cloudformation describe-stacks', 'Stacks[].StackName'),
  'cloudtrail:trail': list('cloudtrail list-trails', 'Trails[].Name'),
  'cloudwatch:alarm': list('cloudwatch describe-alarms', 'MetricAlarms[].AlarmName'),
  'dynamodb:table': list('dynamodb list-tables', 'TableNames[]'),
  'ec2:instance': list('ec2 describe-instances', 'Reservations[].Instances[].InstanceId'),
  'ec2:security-group': list('ec2 describe-security-groups', 'SecurityGroups[].GroupId'),
  'ec2:subnet': list('ec2 describe-subnets', 'Subnets[].SubnetId'),
  'ec2:volume': list('ec2 describe-volumes', 'Volumes[].VolumeId'),
  'ec2:vpc': list('ec2 describe-vpcs', 'Vpcs[].VpcId'),
  'ecr:repository': list('ecr describe-repositories', 'repositories[].repositoryName'),
  'ecs:cluster': list('ecs list-clusters', 'clusterArns[]'),
  'ecs:service': list('ecs list-services --cluster {ecs:cluster}', 'serviceArns[]'),
  'ecs:task': list('ecs list-tasks --cluster {ecs:cluster}', 'taskArns[]'),
  'ecs:task-definition': list('ecs list-task-definitions --sort DESC', 'taskDefinitionArns[]'),
  'elasticache:cluster': list('elasticache describe-cache-clusters', 'CacheClusters[].CacheClusterId'),
  'elasticache:replication-group': list(
    'elasticache describe-replication-groups',
    'ReplicationGroups[].ReplicationGroupId',
  ),
  'elbv2:load-balancer': list('elbv2 describe-load-balancers', 'LoadBalancers[].LoadBalancerArn'),
  'elbv2:listener': list(
    'elbv2 describe-listeners --load-balancer-arn {elbv2:load-balancer}',
    'Listeners[].ListenerArn',
  ),
  'elbv2:target-group': list('elbv2 describe-target-groups', 'TargetGroups[].TargetGroupArn'),
  'events:rule': list('events list-rules', 'Rules[].Name'),
  'iam:role': list('iam list-roles', 'Roles[].RoleName'),
  'iam:user': list('iam list-users', 'Users[].UserName'),
  'lambda:function': list('lambda list-functions', 'Functions[].FunctionName'),
  'logs:log-group': list('logs describe-log-groups', 'logGroups[].logGroupName'),
  'logs:log-stream': list(
    'logs describe-log-streams --log-group-name {logs:log-group} --order-by LastEventTime --descending',
    'logStreams[].logStreamName',
  ),
  'rds:cluster': list('rds describe-db-clusters', 'DBClusters[].DBClusterIdentifier'),
  'rds:db': list('rds describe-db-instances', 'DBInstances[].DBInstanceIdentifier'),
  'rds:snapshot': list('rds describe-db-snapshots', 'DBSnapshots[].DBSnapshotIdentifier'),
  'route53:hosted-zone': list('route53 list-hosted-zones', 'HostedZones[].Id'),
  's3:bucket': list('s3api list-buckets', 'Buckets[].Name'),
  'secretsmanager:secret': list('secretsmanager list-secrets', 'SecretList[].Name'),
  'sns:topic': list('sns list-topics', 'Topics[].TopicArn'),
  'sqs:queue': list('sqs list-queues', 'QueueUrls[]'),
  'ssm:parameter': list('ssm describe-parameters', 'Parameters[].Name'),
};

/** Undefined when candidates of the type cannot be listed. */
export function lister(resourceType: string): readonly string[] | undefined {
  return Object.hasOwn(LISTERS, resourceType) ? LISTERS[resourceType] : undefined;
}
