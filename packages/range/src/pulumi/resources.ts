import type { PulumiChange, Stack } from '@steadyhand/contracts';

export type Resource = Omit<PulumiChange, 'operation'>;

/**
 * The resources that a program for the stack declares, by their tokens in Pulumi's AWS provider. What is global or
 * shared by regions belongs to the stack of the system's own region alone.
 */
export function resourcesOf(stack: Stack, isHome: boolean): Resource[] {
  const of = (type: string, items: readonly { id: string }[]) => items.map(({ id }) => ({ type, name: id }));
  return [
    ...of('aws:ec2/securityGroup:SecurityGroup', stack.securityGroups),
    ...of('aws:secretsmanager/secret:Secret', stack.secrets),
    ...(isHome ? of('aws:s3/bucket:Bucket', stack.buckets) : []),
    ...of('aws:sqs/queue:Queue', stack.queues),
    ...of('aws:rds/instance:Instance', stack.databases),
    ...of(
      'aws:rds/proxy:Proxy',
      stack.databases.filter(({ proxy }) => proxy),
    ),
    ...of('aws:elasticache/replicationGroup:ReplicationGroup', stack.caches),
    ...of('aws:wafv2/webAcl:WebAcl', stack.webAcls),
    ...of('aws:lb/loadBalancer:LoadBalancer', stack.loadBalancers),
    ...of('aws:lb/targetGroup:TargetGroup', stack.targetGroups),
    ...of('aws:ecr/repository:Repository', stack.repositories),
    ...of('aws:ecs/cluster:Cluster', [stack.cluster]),
    ...of('aws:ecs/taskDefinition:TaskDefinition', stack.services),
    ...of('aws:ecs/service:Service', stack.services),
    ...stack.alarms.map(({ name }) => ({ type: 'aws:cloudwatch/metricAlarm:MetricAlarm', name })),
    ...stack.dashboards.map(({ name }) => ({ type: 'aws:cloudwatch/dashboard:Dashboard', name })),
    ...(isHome ? of('aws:athena/workgroup:Workgroup', stack.athena) : []),
    ...(isHome ? of('aws:backup/vault:Vault', stack.backupVaults) : []),
    ...(isHome ? of('aws:route53/zone:Zone', stack.hostedZones) : []),
  ];
}
