import { ref, type StackInput } from '@steadyhand/contracts';
import { type Making, RECOVERY_REGION } from './names.ts';

export function databases({ app, size }: Making): StackInput['databases'] {
  const { proxy, ...options } = size.database;
  return [
    {
      id: 'main',
      identifier: `${app}-db`,
      database: 'chat',
      username: 'chat',
      subnetGroup: `${app}-db`,
      securityGroups: ['database'],
      ...options,
      ...(proxy && { proxy: { name: `${app}-proxy` } }),
    },
  ];
}

export function caches({ app, size }: Making): StackInput['caches'] {
  return [
    {
      id: 'main',
      replicationGroupId: `${app}-redis`,
      authSecret: 'redis-auth',
      transitEncryption: true,
      securityGroups: ['cache'],
      ...size.cache,
    },
  ];
}

/** Each queue with the one to which it moves what failed three times. */
export function queues({ app }: Making): StackInput['queues'] {
  return ['push', 'offline'].flatMap((id) => [
    {
      id,
      name: `${app}-${id}`,
      visibilityTimeoutSeconds: 30,
      redrive: { deadLetterQueue: `${id}-dlq`, maxReceiveCount: 3 },
    },
    { id: `${id}-dlq`, name: `${app}-${id}-dlq`, visibilityTimeoutSeconds: 30 },
  ]);
}

export function secrets({ app, size }: Making): StackInput['secrets'] {
  return [
    { id: 'redis-auth', name: `${app}/redis-auth` },
    // Tasks look both URLs up when they start.
    { id: 'redis-url', name: `${app}/redis-url`, value: ref('cache', 'main', 'url') },
    {
      id: 'database-url',
      name: `${app}/database-url`,
      value: ref('database', 'main', size.database.proxy ? 'proxyUrl' : 'url'),
    },
  ];
}

export function buckets({ app }: Making): StackInput['buckets'] {
  return [
    { id: 'access-logs', name: `${app}-access-logs` },
    { id: 'query-results', name: `${app}-query-results` },
  ];
}

/** The access logs of the load balancer as a table. */
export function athena({ app }: Making): StackInput['athena'] {
  return [
    {
      id: 'main',
      workGroup: 'primary',
      database: app.replaceAll('-', '_'),
      results: { bucket: 'query-results', prefix: 'athena' },
      tables: [{ name: 'alb_logs', accessLogsOf: 'main' }],
    },
  ];
}

/** A copy of each recovery point is kept where the system can be brought up again. */
export function backupVaults({ app }: Making): StackInput['backupVaults'] {
  return [
    { id: 'main', name: `${app}-backup`, databases: ['main'] },
    {
      id: 'recovery',
      name: `${app}-backup-dr`,
      region: RECOVERY_REGION,
      databases: ['main'],
      subnetGroups: ['dr-subnet-group'],
    },
  ];
}
