import type { ModifyReplicationGroupMessage } from '@aws-sdk/client-elasticache';
import type { Cache } from '../../../redis/cache.ts';
import type { Checked } from '../../../wire/service.ts';
import { invalidCombination, invalidValue } from '../world.ts';

/**
 * ROTATE adds a token beside the newest; SET leaves one alone; DELETE ends the need for any (ElastiCache User Guide,
 * "Authenticating with the AUTH command"). A group without AUTH takes clients with and without a token after ROTATE.
 */
export function tokenChange(
  cache: Cache,
  { AuthToken: token, AuthTokenUpdateStrategy: strategy, ApplyImmediately }: Checked<ModifyReplicationGroupMessage>,
): (() => Promise<void>) | null {
  if (token === undefined) {
    if (strategy === undefined) return null;
    throw invalidCombination('AuthTokenUpdateStrategy can only be specified together with AuthToken.');
  }
  if (!ApplyImmediately) throw invalidCombination('The AUTH token can only be modified with ApplyImmediately.');
  if (strategy === 'DELETE') {
    if (!cache.tokens.includes(token)) throw invalidValue('The AUTH token provided is not one of the group.');
    return () => cache.setTokens([]);
  }
  if (!isWellFormed(token)) {
    throw invalidValue('Invalid AUTH token provided. Please check valid AUTH token format.');
  }
  if (strategy === 'SET') return () => cache.setTokens([token]);
  return () => cache.rotateToken(token);
}

/** 16 to 128 printable ASCII characters without `/`, `"`, `@` and `%` (ModifyReplicationGroup's reference). */
function isWellFormed(token: string): boolean {
  return /^[!-~]{16,128}$/.test(token) && !/[/"@%]/.test(token);
}
