import type { Analysis, Effect, ResourceRef, TypedArgument } from '@steadyhand/contracts';

interface Details {
  operation?: string | null;
  resources?: readonly ResourceRef[];
  arguments?: readonly TypedArgument[];
}

/** An analysis with what is not given left empty. */
export function judged(effect: Effect, reason: string, details: Details = {}): Analysis {
  return { effect, reason, operation: null, resources: [], arguments: [], ...details };
}
