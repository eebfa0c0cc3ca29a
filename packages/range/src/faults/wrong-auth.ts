import { randomBytes } from 'node:crypto';
import { type Fault, type InjectedFault, SteadyError } from '@steadyhand/contracts';
import type { SecretsManager } from '../services/secretsmanager/secretsmanager.ts';
import { type CacheWorld, findCache } from './find-cache.ts';

export interface WrongAuthWorld extends CacheWorld {
  readonly secrets: SecretsManager;
}

/** A rotation that was finished too early. Services that are deployed anew read the secret anew, and are mended. */
export async function injectWrongAuth(
  faultWorld: WrongAuthWorld,
  fault: Extract<Fault, { kind: 'wrong-auth' }>,
): Promise<InjectedFault> {
  const cache = findCache(faultWorld, fault.cache, fault.kind);
  const { stack } = faultWorld.world;
  const authSecret = stack.caches.find(({ replicationGroupId }) => replicationGroupId === cache.id)?.authSecret;
  const secret = stack.secrets.find(({ id }) => id === authSecret);
  if (!secret) {
    const reason = 'the cache asks for no AUTH token that a secret of the stack holds';
    throw new SteadyError('FAULT_UNKNOWN', { fault: `${fault.kind} ${fault.cache}`, reason });
  }
  const before = cache.tokens;
  const token = randomBytes(16).toString('hex');
  await cache.setTokens([token]);
  faultWorld.secrets.replace(secret.name, token);
  if (fault.cut) cache.gate.cut();
  return {
    text: `AUTH token of ${cache.id} rotated; only ${secret.name} has the new one`,
    over: Promise.resolve(),
    async clear() {
      // What somebody has changed since is theirs.
      const isOurs = cache.tokens.length === 1 && cache.tokens[0] === token;
      if (isOurs && !cache.program.exit) await cache.setTokens([...before.slice(-1), token]);
    },
  };
}
