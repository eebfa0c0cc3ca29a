import { changesWorld, type Effect, type Policy, type Protection, type Verdict } from '@steadyhand/contracts';

export interface DecisionInput {
  effect: Effect;
  mode: 'run' | 'dry-run';
  protection: Protection;
  /** The environment's own rules by effect; they come before the defaults. */
  policy: Policy;
  /** Nothing may be changed: an auditor's role, a freeze, a check. */
  readOnly: boolean;
}

export interface Decision {
  verdict: Verdict;
  /** Why, in words: `change in a guarded environment: ask`. */
  reason: string;
}

type Rule = 'run' | 'ask' | 'refuse';

const CAREFUL: Record<Effect, Rule> = {
  local: 'run',
  read: 'run',
  reveal: 'ask',
  change: 'ask',
  unknown: 'ask',
  destroy: 'ask',
};

/** Open and guarded differ in what a policy usually loosens; a protected one refuses what cannot be taken back. */
const DEFAULTS: Record<Protection, Record<Effect, Rule>> = {
  open: { ...CAREFUL },
  guarded: { ...CAREFUL },
  protected: { ...CAREFUL, unknown: 'refuse', destroy: 'refuse' },
};

/**
 * What happens to a command of this effect.
 *
 * A policy may loosen or tighten every rule, with one limit: in a protected environment `destroy` and `unknown` are
 * never run without asking. A dry run executes reads, holds everything that changes and every secret, and says what
 * a run would have done.
 */
export function decide(input: DecisionInput): Decision {
  const { effect, mode, protection, policy, readOnly } = input;
  if (readOnly && changesWorld(effect)) return { verdict: 'refuse', reason: `${effect} in a read-only session` };
  const rule = ruleFor(effect, protection, policy);
  const reason = `${effect} in ${protection === 'open' ? 'an open' : `a ${protection}`} environment: ${rule}`;
  if (mode === 'dry-run' && rule !== 'run' && effect === 'reveal')
    return { verdict: 'hold', reason: `dry run; ${reason}` };
  if (mode === 'dry-run' && changesWorld(effect)) return { verdict: 'hold', reason: `dry run; ${reason}` };
  return { verdict: rule, reason };
}

function ruleFor(effect: Effect, protection: Protection, policy: Policy): Rule {
  const rule = policy[effect] ?? DEFAULTS[protection][effect];
  const final = effect === 'destroy' || effect === 'unknown';
  return protection === 'protected' && final && rule === 'run' ? 'ask' : rule;
}
