import { attributesOf, type Exporting } from '../exporting.ts';
import { checkCache, REDIS_VERSION } from '../facts/cache-settings.ts';
import { exportedSecrets } from '../facts/secrets.ts';
import type { Resource } from '../tree.ts';
import { KEEPS_SNAPSHOT } from './databases.ts';
import { of } from './refs.ts';
import { resource } from './resource.ts';

export function caches(exporting: Exporting): Resource[] {
  const { stack, input, text } = exporting;
  return stack.caches.flatMap((cache) => {
    checkCache(cache);
    const { id, replicationGroupId, nodeType, authSecret, transitEncryption, securityGroups } = cache;
    const subnets = {
      CacheSubnetGroupName: replicationGroupId,
      Description: replicationGroupId,
      SubnetIds: input('private-subnet-ids'),
    };
    const body = {
      ReplicationGroupId: replicationGroupId,
      ReplicationGroupDescription: replicationGroupId,
      Engine: 'redis',
      EngineVersion: REDIS_VERSION,
      CacheNodeType: nodeType,
      NumCacheClusters: 1,
      AutomaticFailoverEnabled: false,
      AuthToken: authSecret === undefined ? undefined : text`{{resolve:secretsmanager:${of('Secret', authSecret)}}}`,
      TransitEncryptionEnabled: transitEncryption,
      AtRestEncryptionEnabled: true,
      CacheSubnetGroupName: of('CacheSubnets', id),
      SecurityGroupIds: securityGroups.map(attributesOf(exporting, 'securityGroup', 'id')),
    };
    return [
      resource('CacheSubnets', id, { body: subnets }),
      resource('Cache', id, { body, attributes: KEEPS_SNAPSHOT }),
    ];
  });
}

export function queues({ stack, attribute }: Exporting): Resource[] {
  return stack.queues.map(({ id, name, visibilityTimeoutSeconds, redrive }) =>
    resource('Queue', id, {
      body: {
        QueueName: name,
        VisibilityTimeout: visibilityTimeoutSeconds,
        RedrivePolicy: redrive && {
          deadLetterTargetArn: attribute('queue', redrive.deadLetterQueue, 'arn'),
          maxReceiveCount: redrive.maxReceiveCount,
        },
      },
    }),
  );
}

export function secrets(exporting: Exporting): Resource[] {
  return exportedSecrets(exporting.stack).map(({ id, name, value }) =>
    resource('Secret', id, { body: { Name: name, SecretString: value(exporting) } }),
  );
}
