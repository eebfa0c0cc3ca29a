import { commandAfterEndless } from './command-after-endless.ts';
import { endlessCommand } from './endless-command.ts';
import { interactiveCommand } from './interactive-command.ts';
import { parameterDefinedAfterUse } from './parameter-defined-after-use.ts';
import { parameterDefinedInAnotherBlock } from './parameter-defined-in-another-block.ts';
import { parameterUndefined } from './parameter-undefined.ts';
import { parameterUndefinedInArithmetic } from './parameter-undefined-in-arithmetic.ts';
import { platformOnlyCommand } from './platform-only-command.ts';
import { READING_RULES, type RuleInfo } from './reading-rules.ts';
import type { Rule } from './rule.ts';
import { unknownProgram } from './unknown-program.ts';

/** Every rule of `steady check`, by id. */
export const RULES: readonly Rule[] = [
  commandAfterEndless,
  endlessCommand,
  interactiveCommand,
  parameterDefinedAfterUse,
  parameterDefinedInAnotherBlock,
  parameterUndefined,
  parameterUndefinedInArithmetic,
  platformOnlyCommand,
  unknownProgram,
];

/** Everything that may be reported and ignored, by id. */
export const KNOWN_RULES: readonly RuleInfo[] = [...RULES, ...READING_RULES].sort((a, b) => (a.id < b.id ? -1 : 1));
