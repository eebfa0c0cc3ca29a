/** Every alarm of the runbook under the pattern of its name, at the runbook's warnings. */
import { ref, type StackInput } from '@steadyhand/contracts';
import type { Making } from './names.ts';

type Alarm = StackInput['alarms'][number];

const loadBalancer = { LoadBalancer: ref('loadBalancer', 'main', 'arnSuffix') };
/** Metrics of Redis are those of a node: the group's name and a number. */
const redisNode = { CacheClusterId: { join: [ref('cache', 'main', 'id'), '-001'] } };

export function alarms(making: Making): Alarm[] {
  const { app } = making;
  const made = [
    ...['api', 'realtime', 'workers'].map((id) => highCpu(app, id)),
    ...['push', 'offline'].map(deadLetters),
    ...storeAlarms(making),
    ...trafficAlarms,
  ];
  return made.map((one) => ({ ...one, name: `${app}-${one.name}` }));
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
    name,
  };
}

function highCpu(app: string, id: string): Alarm {
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

function storeAlarms({ size }: Making): Alarm[] {
  return [
    alarm('rds-high-connections', {
      description: '70 % of the connections that the database allows',
      namespace: 'AWS/RDS',
      metric: 'DatabaseConnections',
      dimensions: { DBInstanceIdentifier: ref('database', 'main', 'identifier') },
      threshold: size.database.maxConnections * 0.7,
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
}

const trafficAlarms = [
  alarm('realtime-unhealthy-targets', {
    description: 'The load balancer finds targets of realtime unhealthy',
    namespace: 'AWS/ApplicationELB',
    metric: 'UnHealthyHostCount',
    dimensions: { ...loadBalancer, TargetGroup: ref('targetGroup', 'realtime', 'arnSuffix') },
    statistic: 'Maximum',
    evaluationPeriods: 1,
    comparison: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
  }),
  alarm('alb-5xx', {
    description: 'The load balancer itself answers with errors',
    namespace: 'AWS/ApplicationELB',
    metric: 'HTTPCode_ELB_5XX_Count',
    dimensions: loadBalancer,
    statistic: 'Sum',
    evaluationPeriods: 1,
    threshold: 10,
  }),
  alarm('target-alb-5xx', {
    description: 'The services answer with errors',
    namespace: 'AWS/ApplicationELB',
    metric: 'HTTPCode_Target_5XX_Count',
    dimensions: loadBalancer,
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
