import { ref, type StackInput } from '@steadyhand/contracts';
import type { Making } from './names.ts';

type Dashboard = NonNullable<StackInput['dashboards']>[number];
type Widget = Dashboard['widgets'][number];

/** The runbook's key metrics, one widget each. */
export function dashboards({ app }: Making): Dashboard[] {
  const ecs = (metric: string): Widget => ({
    title: `${metric} of the services`,
    stat: 'Average',
    metrics: ['api', 'realtime', 'workers'].map((id) => ({
      namespace: 'AWS/ECS',
      metric,
      dimensions: { ClusterName: app, ServiceName: ref('service', id, 'name') },
    })),
  });
  const realtime = (metric: string, stat: string): Widget => ({
    title: metric,
    stat,
    metrics: [{ namespace: app, metric, dimensions: { ServiceName: ref('service', 'realtime', 'name') } }],
  });
  const queueDepth = (title: string, suffix: string): Widget => ({
    title,
    stat: 'Maximum',
    metrics: ['push', 'offline'].map((id) => ({
      namespace: 'AWS/SQS',
      metric: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: ref('queue', `${id}${suffix}`, 'name') },
    })),
  });
  return [
    {
      name: app,
      widgets: [
        ecs('CPUUtilization'),
        ecs('MemoryUtilization'),
        realtime('ActiveConnections', 'Maximum'),
        realtime('EventLoopLagMs', 'p95'),
        queueDepth('Queue depth', ''),
        queueDepth('Dead letters', '-dlq'),
        ...stores,
      ],
    },
  ];
}

const stores: Widget[] = [
  {
    title: 'Connections to Postgres',
    stat: 'Maximum',
    metrics: [
      {
        namespace: 'AWS/RDS',
        metric: 'DatabaseConnections',
        dimensions: { DBInstanceIdentifier: ref('database', 'main', 'identifier') },
      },
    ],
  },
  {
    title: 'Memory of Redis',
    stat: 'Maximum',
    metrics: [
      {
        namespace: 'AWS/ElastiCache',
        metric: 'DatabaseMemoryUsagePercentage',
        dimensions: { CacheClusterId: { join: [ref('cache', 'main', 'id'), '-001'] } },
      },
    ],
  },
];
