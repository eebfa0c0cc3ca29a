import type { ModifyReplicationGroupMessage } from '@aws-sdk/client-elasticache';
import type { Cache } from '../../../redis/cache.ts';
import { AwsError, type Checked } from '../../../wire/service.ts';
import { invalidCombination } from '../world.ts';

/**
 * Between `disabled` and `required` stands `preferred`, in which clients of both kinds are let in; no step may be left
 * out (ElastiCache User Guide, "Enabling in-transit encryption"). Connections that exist stay as they are.
 */
export function encryptionChange(
  cache: Cache,
  { TransitEncryptionEnabled: enabled, TransitEncryptionMode: mode }: Checked<ModifyReplicationGroupMessage>,
): (() => void) | null {
  if (enabled === undefined && mode === undefined) return null;
  const wanted = enabled === false ? 'disabled' : (mode ?? 'required');
  if (wanted === cache.encryption) return null;
  if (wanted !== 'preferred' && cache.encryption !== 'preferred') {
    throw invalidCombination(`TransitEncryptionMode must be preferred before in-transit encryption is ${wanted}.`);
  }
  if (!cache.canEncrypt) {
    const text = 'this range has no certificate authority, because nothing in its stack speaks TLS';
    throw new AwsError(
      'NotImplemented',
      `elasticache ModifyReplicationGroup with TransitEncryptionMode: ${text}.`,
      501,
    );
  }
  return () => {
    cache.encryption = wanted;
  };
}
