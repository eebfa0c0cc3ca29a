import { isDeepStrictEqual } from 'node:util';
import type { Ref, Stack, Value } from '@steadyhand/contracts';

/** The secret of a stack whose text a value is: the value names it, or is what the secret is declared to hold. */
export function secretHolding({ secrets, caches }: Stack, value: Value): Stack['secrets'][number] | undefined {
  if (typeof value === 'string') return undefined;
  const named = 'ref' in value ? secretNamed(caches, value) : undefined;
  return secrets.find((secret) => secret.id === named || isDeepStrictEqual(secret.value, value));
}

/** The password of a cache is the text of its AUTH secret. */
function secretNamed(caches: Stack['caches'], { ref, id, attribute }: Ref): string | undefined {
  if (ref === 'secret' && attribute === 'value') return id;
  return ref === 'cache' && attribute === 'password' ? caches.find((cache) => cache.id === id)?.authSecret : undefined;
}
