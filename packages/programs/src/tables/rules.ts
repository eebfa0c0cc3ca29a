import type { Effect } from '@steadyhand/contracts';
import type { Rule } from './command-table.ts';

/** Commands of one effect, written as a list divided by commas. */
export function all(effect: Effect, names: string): Record<string, Rule> {
  return Object.fromEntries(names.split(',').map((name) => [name.trim().replace(/\s+/g, ' '), effect]));
}

/** One effect with any of the options, another without. */
export function withOptions(options: readonly string[], effect: Effect, otherwise: Effect): Rule {
  return ({ has }) => (has(...options) ? effect : otherwise);
}
