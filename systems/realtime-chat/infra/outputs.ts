import { ref, type StackInput } from '@steadyhand/contracts';
import { type Making, RECOVERY_REGION, ZONE } from './names.ts';
import { CONNECTIONS_PER_TASK } from './sizes.ts';

/** What `pulumi stack output` gives, and what `steadyhand.yaml` binds the runbook's blanks to. */
export function outputs({ app, env, size }: Making): StackInput['outputs'] {
  return {
    stackName: env,
    appName: app,
    ecsClusterName: ref('cluster', 'main', 'name'),
    apiServiceName: ref('service', 'api', 'name'),
    realtimeServiceName: ref('service', 'realtime', 'name'),
    workersServiceName: ref('service', 'workers', 'name'),
    apiRepositoryUrl: ref('repository', 'api', 'uri'),
    maxConnectionsPerTask: String(CONNECTIONS_PER_TASK),
    ...edge,
    ...queues,
    dbIdentifier: ref('database', 'main', 'identifier'),
    dbMaxConnections: String(size.database.maxConnections),
    dbSubnetGroup: `${app}-db`,
    redisReplicationGroupId: ref('cache', 'main', 'id'),
    redisEndpoint: ref('cache', 'main', 'endpoint'),
    redisSecurityGroupId: ref('securityGroup', 'cache', 'id'),
    tasksSecurityGroupId: ref('securityGroup', 'tasks', 'id'),
    dnsName: `${env}.${ZONE}`,
    redisAuthSecretArn: ref('secret', 'redis-auth', 'arn'),
    databaseUrlSecretArn: ref('secret', 'database-url', 'arn'),
    accessLogsBucket: ref('bucket', 'access-logs', 'name'),
    athenaDatabase: ref('athena', 'main', 'database'),
    recoveryRegion: RECOVERY_REGION,
    recoveryVaultName: ref('backupVault', 'recovery', 'name'),
  };
}

const edge = {
  albDnsName: ref('loadBalancer', 'main', 'dnsName'),
  albArnSuffix: ref('loadBalancer', 'main', 'arnSuffix'),
  realtimeTargetGroupArn: ref('targetGroup', 'realtime', 'arn'),
  realtimeTargetGroupArnSuffix: ref('targetGroup', 'realtime', 'arnSuffix'),
  wafAclArn: ref('webAcl', 'main', 'arn'),
  hostedZoneId: ref('hostedZone', 'main', 'id'),
};

const queues = {
  pushQueueUrl: ref('queue', 'push', 'url'),
  pushQueueArn: ref('queue', 'push', 'arn'),
  pushQueueName: ref('queue', 'push', 'name'),
  offlineQueueName: ref('queue', 'offline', 'name'),
  pushDlqName: ref('queue', 'push-dlq', 'name'),
  offlineDlqName: ref('queue', 'offline-dlq', 'name'),
  pushDlqUrl: ref('queue', 'push-dlq', 'url'),
  pushDlqArn: ref('queue', 'push-dlq', 'arn'),
  offlineQueueUrl: ref('queue', 'offline', 'url'),
  offlineQueueArn: ref('queue', 'offline', 'arn'),
  offlineDlqUrl: ref('queue', 'offline-dlq', 'url'),
  offlineDlqArn: ref('queue', 'offline-dlq', 'arn'),
};
