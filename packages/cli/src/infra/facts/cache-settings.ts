import type { Stack } from '@steadyhand/contracts';
import { notExportable } from '../find.ts';

type Cache = Stack['caches'][number];

/** The last version of Redis that ElastiCache offers. */
export const REDIS_VERSION = '7.1';

/** ElastiCache asks for an AUTH token over TLS only. */
export function checkCache({ replicationGroupId, authSecret, transitEncryption }: Cache): void {
  if (authSecret === undefined || transitEncryption) return;
  throw notExportable(`The cache ${replicationGroupId}`, 'ElastiCache takes an AUTH token only with transitEncryption');
}
