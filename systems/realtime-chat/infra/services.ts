import { ref, type StackInput } from '@steadyhand/contracts';
import type { Making } from './names.ts';

type Service = StackInput['services'][number];

export function services(making: Making): StackInput['services'] {
  const { app, size } = making;
  /** What every service is told. `APP_NAME` names the custom metrics' namespace. */
  const stores = {
    APP_NAME: app,
    DATABASE_URL: ref('secret', 'database-url', 'value'),
    REDIS_URL: ref('secret', 'redis-url', 'value'),
    // The SDK would write a notice about Node 20 into the log of every task.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const queueUrls = {
    PUSH_QUEUE_URL: ref('queue', 'push', 'url'),
    OFFLINE_QUEUE_URL: ref('queue', 'offline', 'url'),
  };
  const pushProvider = { PUSH_PROVIDER_URL: ref('dependency', 'push-provider', 'url') };
  return [
    service(making, 'api', { port: 3000, cpu: size.cpu, environment: { ...stores, ...queueUrls } }),
    service(making, 'realtime', { port: 3001, cpu: size.cpu, environment: stores }),
    service(making, 'workers', { port: 3002, cpu: 256, environment: { ...stores, ...queueUrls, ...pushProvider } }),
  ];
}

function service(
  { app, size }: Making,
  id: 'api' | 'realtime' | 'workers',
  options: Pick<Service, 'port' | 'environment'> & { cpu: number },
): Service {
  return {
    id,
    name: `${app}-${id}`,
    container: id,
    image: `services/${id}`,
    repository: id,
    // The least that Fargate has for so many units of CPU.
    memory: 2 * options.cpu,
    desiredCount: size[id],
    circuitBreaker: { rollback: true },
    scaling: {
      minCapacity: size[id],
      maxCapacity: size[id] * 4,
      policies: [
        {
          name: `${app}-${id}-cpu`,
          metric: 'ECSServiceAverageCPUUtilization',
          targetValue: 60,
          scaleInCooldownSeconds: 300,
          scaleOutCooldownSeconds: 60,
          // A count that somebody set by hand stands: an idle service would be scaled in again within minutes.
          disableScaleIn: true,
        },
      ],
    },
    healthPath: '/health',
    healthIntervalSeconds: 10,
    logGroup: `/ecs/${app}/${id}`,
    securityGroups: ['tasks'],
    executeCommand: true,
    ...options,
  };
}

export function repositories({ app }: Making): StackInput['repositories'] {
  return ['api', 'realtime', 'workers'].map((id) => ({ id, name: `${app}/${id}` }));
}
