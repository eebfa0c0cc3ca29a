/**
 * The resources of realtime-chat, stack `dev`: what a range boots, and what the runbook's commands act on.
 *
 * Internet → load balancer → api, realtime → Postgres, Redis; api → queues → workers → push provider.
 */
import { defineStack, ref, type StackInput } from '@steadyhand/contracts';

const project = 'realtime-chat';
const env = 'dev';
const app = `${project}-${env}`;

type Alarm = StackInput['alarms'][number];
type Service = StackInput['services'][number];

const MAX_DATABASE_CONNECTIONS = 80;
const REDIS_MEMORY_MB = 64;

/** What every service is told. `APP_NAME` names the custom metrics' namespace. */
const stores = {
  APP_NAME: app,
  DATABASE_URL: ref('database', 'main', 'url'),
  REDIS_URL: ref('cache', 'main', 'url'),
  // The SDK would write a notice about Node 20 into the log of every task.
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};
const queueUrls = {
  PUSH_QUEUE_URL: ref('queue', 'push', 'url'),
  OFFLINE_QUEUE_URL: ref('queue', 'offline', 'url'),
};

function service(id: string, options: Pick<Service, 'port' | 'desiredCount' | 'environment' | 'cpu'>): Service {
  return {
    id,
    name: `${app}-${id}`,
    container: id,
    image: `services/${id}`,
    healthPath: '/health',
    healthIntervalSeconds: 10,
    logGroup: `/ecs/${app}/${id}`,
    ...options,
  };
}

/** A queue and the one to which it moves what failed three times. */
function queueWithDlq(id: string): StackInput['queues'] {
  return [
    {
      id,
      name: `${app}-${id}`,
      visibilityTimeoutSeconds: 30,
      redrive: { deadLetterQueue: `${id}-dlq`, maxReceiveCount: 3 },
    },
    { id: `${id}-dlq`, name: `${app}-${id}-dlq`, visibilityTimeoutSeconds: 30 },
  ];
}

/** An alarm over the average of three minutes, unless said otherwise. */
function alarm(
  name: string,
  options: Omit<Alarm, 'name' | 'statistic' | 'periodSeconds' | 'evaluationPeriods' | 'comparison'> & Partial<Alarm>,
): Alarm {
  return {
    statistic: 'Average',
    periodSeconds: 60,
    evaluationPeriods: 3,
    comparison: 'GreaterThanThreshold',
    missing: 'notBreaching',
    ...options,
    name: `${app}-${name}`,
  };
}

function highCpu(id: string): Alarm {
  return alarm(`${id}-high-cpu`, {
    description: `CPU of ${id} above the runbook's warning`,
    namespace: 'AWS/ECS',
    metric: 'CPUUtilization',
    dimensions: { ClusterName: app, ServiceName: ref('service', id, 'name') },
    threshold: 70,
  });
}

function deadLetters(id: string): Alarm {
  return alarm(`sqs-${id}-dlq`, {
    description: `Jobs of the ${id} queue failed three times and wait in its dead-letter queue`,
    namespace: 'AWS/SQS',
    metric: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: ref('queue', `${id}-dlq`, 'name') },
    statistic: 'Maximum',
    evaluationPeriods: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
  });
}

function unhealthyTargets(id: string): Alarm {
  return alarm(`${id}-unhealthy-targets`, {
    description: `The load balancer finds targets of ${id} unhealthy`,
    namespace: 'AWS/ApplicationELB',
    metric: 'UnHealthyHostCount',
    dimensions: {
      TargetGroup: ref('targetGroup', id, 'arnSuffix'),
      LoadBalancer: ref('loadBalancer', 'main', 'arnSuffix'),
    },
    statistic: 'Maximum',
    evaluationPeriods: 2,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
  });
}

/** Metrics of Redis are those of a node: the group's name and a number. */
const redisNode = { CacheClusterId: { join: [ref('cache', 'main', 'id'), '-001'] } };

const storeAlarms = [
  alarm('rds-high-connections', {
    description: '70 % of the connections that the database allows',
    namespace: 'AWS/RDS',
    metric: 'DatabaseConnections',
    dimensions: { DBInstanceIdentifier: ref('database', 'main', 'identifier') },
    threshold: MAX_DATABASE_CONNECTIONS * 0.7,
  }),
  alarm('redis-high-connections', {
    description: 'Many more connections to Redis than the tasks need',
    namespace: 'AWS/ElastiCache',
    metric: 'CurrConnections',
    dimensions: redisNode,
    threshold: 100,
  }),
  alarm('redis-high-memory', {
    description: "Redis's memory above the runbook's warning",
    namespace: 'AWS/ElastiCache',
    metric: 'DatabaseMemoryUsagePercentage',
    dimensions: redisNode,
    threshold: 70,
  }),
];

const trafficAlarms = [
  alarm('alb-5xx', {
    description: 'The load balancer itself answers with errors',
    namespace: 'AWS/ApplicationELB',
    metric: 'HTTPCode_ELB_5XX_Count',
    dimensions: { LoadBalancer: ref('loadBalancer', 'main', 'arnSuffix') },
    statistic: 'Sum',
    evaluationPeriods: 1,
    threshold: 10,
  }),
  alarm('workers-message-age', {
    description: 'The oldest push job waits for more than ten minutes',
    namespace: 'AWS/SQS',
    metric: 'ApproximateAgeOfOldestMessage',
    dimensions: { QueueName: ref('queue', 'push', 'name') },
    statistic: 'Maximum',
    evaluationPeriods: 1,
    threshold: 600,
  }),
];

/** Requests for the REST interface and for sockets are told apart by path; the rest is the chat page. */
const rules = [
  { paths: ['/api/*'], targetGroup: 'api' },
  { paths: ['/socket.io/*'], targetGroup: 'realtime' },
];

const targetGroup = (id: string) => ({
  id,
  name: `${app}-${id}`,
  service: id,
  healthPath: '/health',
  intervalSeconds: 15,
});

export default defineStack({
  project,
  name: env,
  region: 'us-east-1',
  cluster: { id: 'main', name: app },
  services: [
    service('api', { port: 3000, cpu: 512, desiredCount: 2, environment: { ...stores, ...queueUrls } }),
    service('realtime', { port: 3001, cpu: 512, desiredCount: 2, environment: stores }),
    service('workers', {
      port: 3002,
      cpu: 256,
      desiredCount: 1,
      environment: { ...stores, ...queueUrls, PUSH_PROVIDER_URL: ref('dependency', 'push-provider', 'url') },
    }),
  ],
  loadBalancers: [
    {
      id: 'main',
      name: app,
      listeners: [
        { port: 80, protocol: 'HTTP', rules, default: 'api' },
        { port: 443, protocol: 'HTTPS', rules, default: 'api' },
      ],
    },
  ],
  targetGroups: [targetGroup('api'), targetGroup('realtime')],
  databases: [
    {
      id: 'main',
      identifier: `${app}-db`,
      instanceClass: 'db.t4g.micro',
      database: 'chat',
      username: 'chat',
      maxConnections: MAX_DATABASE_CONNECTIONS,
    },
  ],
  caches: [
    {
      id: 'main',
      replicationGroupId: `${app}-redis`,
      nodeType: 'cache.t4g.micro',
      maxMemoryMb: REDIS_MEMORY_MB,
      authSecret: 'redis-auth',
    },
  ],
  queues: [...queueWithDlq('push'), ...queueWithDlq('offline')],
  secrets: [
    { id: 'redis-auth', name: `${app}/redis-auth` },
    { id: 'database-url', name: `${app}/database-url`, value: ref('database', 'main', 'url') },
  ],
  dependencies: [{ id: 'push-provider', host: 'push.example.com', image: 'dependencies/push-provider' }],
  alarms: [
    ...['api', 'realtime', 'workers'].map(highCpu),
    ...['push', 'offline'].map(deadLetters),
    unhealthyTargets('realtime'),
    ...storeAlarms,
    ...trafficAlarms,
  ],
  outputs: {
    albDnsName: ref('loadBalancer', 'main', 'dnsName'),
    albArnSuffix: ref('loadBalancer', 'main', 'arnSuffix'),
    ecsClusterName: ref('cluster', 'main', 'name'),
    apiServiceName: ref('service', 'api', 'name'),
    realtimeServiceName: ref('service', 'realtime', 'name'),
    workersServiceName: ref('service', 'workers', 'name'),
    realtimeTargetGroupArn: ref('targetGroup', 'realtime', 'arn'),
    realtimeTargetGroupArnSuffix: ref('targetGroup', 'realtime', 'arnSuffix'),
    pushQueueUrl: ref('queue', 'push', 'url'),
    pushQueueArn: ref('queue', 'push', 'arn'),
    pushQueueName: ref('queue', 'push', 'name'),
    pushDlqUrl: ref('queue', 'push-dlq', 'url'),
    pushDlqArn: ref('queue', 'push-dlq', 'arn'),
    offlineQueueUrl: ref('queue', 'offline', 'url'),
    offlineQueueArn: ref('queue', 'offline', 'arn'),
    offlineDlqUrl: ref('queue', 'offline-dlq', 'url'),
    offlineDlqArn: ref('queue', 'offline-dlq', 'arn'),
    dbIdentifier: ref('database', 'main', 'identifier'),
    redisReplicationGroupId: ref('cache', 'main', 'id'),
    redisEndpoint: ref('cache', 'main', 'endpoint'),
    redisAuthSecretArn: ref('secret', 'redis-auth', 'arn'),
    databaseUrlSecretArn: ref('secret', 'database-url', 'arn'),
  },
});
