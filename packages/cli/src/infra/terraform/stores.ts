import { attributesOf, type Exporting } from '../exporting.ts';
import { checkCache, REDIS_VERSION } from '../facts/cache-settings.ts';
import { exportedSecrets } from '../facts/secrets.ts';
import { JsonText, type Resource } from '../tree.ts';
import { of } from './refs.ts';

export function caches(exporting: Exporting): Resource[] {
  const { stack, attribute, input } = exporting;
  return stack.caches.flatMap((cache) => {
    checkCache(cache);
    const { id, replicationGroupId, nodeType, authSecret, transitEncryption, securityGroups } = cache;
    return [
      {
        type: 'aws_elasticache_subnet_group',
        name: id,
        body: { name: replicationGroupId, subnet_ids: input('private-subnet-ids') },
      },
      {
        type: 'aws_elasticache_replication_group',
        name: id,
        body: {
          replication_group_id: replicationGroupId,
          description: replicationGroupId,
          engine: 'redis',
          engine_version: REDIS_VERSION,
          node_type: nodeType,
          num_cache_clusters: 1,
          auth_token: authSecret === undefined ? undefined : attribute('secret', authSecret, 'value'),
          transit_encryption_enabled: transitEncryption,
          at_rest_encryption_enabled: true,
          subnet_group_name: of('aws_elasticache_subnet_group', id, 'name'),
          security_group_ids: securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
        },
      },
    ];
  });
}

export function queues({ stack, attribute }: Exporting): Resource[] {
  return stack.queues.map(({ id, name, visibilityTimeoutSeconds, redrive }) => ({
    type: 'aws_sqs_queue',
    name: id,
    body: {
      name,
      visibility_timeout_seconds: visibilityTimeoutSeconds,
      redrive_policy:
        redrive &&
        new JsonText({
          deadLetterTargetArn: attribute('queue', redrive.deadLetterQueue, 'arn'),
          maxReceiveCount: redrive.maxReceiveCount,
        }),
    },
  }));
}

export function secrets(exporting: Exporting): Resource[] {
  return exportedSecrets(exporting.stack).flatMap(({ id, name, value }) => [
    { type: 'aws_secretsmanager_secret', name: id, body: { name } },
    {
      type: 'aws_secretsmanager_secret_version',
      name: id,
      body: { secret_id: of('aws_secretsmanager_secret', id, 'id'), secret_string: value(exporting) },
    },
  ]);
}
