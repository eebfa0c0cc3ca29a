import type { Effect } from '@steadyhand/contracts';
import { type Condition, EFFECT_OVERRIDES, type EffectRule } from './effect-overrides.ts';
import type { Operation } from './service.ts';

export interface Judgement {
  effect: Effect;
  reason: string;
}

/** What an effect may depend on: an option's value as text, undefined when it is not given. */
export interface GivenOptions {
  value(flag: string): string | undefined;
  /** The option's value stands in a file or in `--cli-input-json`, where it cannot be seen. */
  hidden(flag: string): boolean;
}

const READ_VERBS = new Set([
  'describe',
  'list',
  'get',
  'head',
  'lookup',
  'search',
  'query',
  'scan',
  'select',
  'filter',
  'view',
  'estimate',
  'preview',
  'simulate',
  'count',
]);
const READ_PREFIXES = [
  'batch-get-',
  'batch-describe-',
  'batch-list-',
  'batch-check-',
  'transact-get-',
  'admin-get-',
  'admin-list-',
  'validate-',
  'detect-',
  'check-',
];
const DESTROY_VERBS = new Set([
  'delete',
  'terminate',
  'purge',
  'destroy',
  'dispose',
  'discard',
  'expire',
  'flush',
  'wipe',
  'erase',
  'evict',
  'deprovision',
  'abort',
  'clear',
  'forget',
  'reset',
  'shutdown',
  'undeploy',
  'retire',
]);
const DESTROY_PREFIXES = ['batch-delete-', 'admin-delete-', 'force-delete-', 'bulk-delete-', 'schedule-key-deletion'];

/** The effect of an operation of a service with these options. */
export function judgeOperation(operation: Operation, given: GivenOptions): Judgement {
  const rules = EFFECT_OVERRIDES.get(`${operation.service} ${operation.command}`) ?? [];
  return judgeByRules(rules, given) ?? judgeByName(operation);
}

/** The first rule that holds. A condition on a value that cannot be seen holds as `unknown`. */
export function judgeByRules(rules: readonly EffectRule[], given: GivenOptions): Judgement | undefined {
  for (const { effect, why, when } of rules) {
    if (!when) return { effect, reason: why };
    if (given.hidden(when.flag))
      return { effect: 'unknown', reason: `--${when.flag} is not seen; it decides the effect` };
    if (matches(when, given)) return { effect, reason: why };
  }
  return undefined;
}

function matches(when: Condition, given: GivenOptions): boolean {
  const value = given.value(when.flag);
  return value !== undefined && when.is.test(value);
}

function judgeByName(operation: Operation): Judgement {
  const { command } = operation;
  const verb = command.split('-')[0] ?? command;
  if (DESTROY_VERBS.has(verb) || DESTROY_PREFIXES.some((prefix) => command.startsWith(prefix))) {
    return { effect: 'destroy', reason: `"${verb}" takes something away` };
  }
  if (READ_VERBS.has(verb) || READ_PREFIXES.some((prefix) => command.startsWith(prefix))) {
    return operation.sensitiveOutput
      ? { effect: 'reveal', reason: 'its output has members that the model calls sensitive' }
      : { effect: 'read', reason: `"${verb}" only reads` };
  }
  return { effect: 'change', reason: `"${verb}" changes something` };
}
