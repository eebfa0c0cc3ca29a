import { findLooseUses } from '../check/definitions.ts';
import type { Rule } from './rule.ts';

/** An error: followed in its own order, the procedure cannot work. */
export const parameterDefinedAfterUse: Rule = {
  id: 'parameter-defined-after-use',
  severity: 'error',
  title: 'A variable is used above the line of the same procedure that sets it.',
  why: 'Followed from top to bottom, the command runs with an empty word, or with what another terminal left behind.',
  example: {
    bad: '# Stop a task\n\n```bash\naws ecs stop-task --cluster prod --task $TASK\nTASK=$(aws ecs list-tasks --cluster prod --query taskArns[0] --output text)\n```\n',
    good: '# Stop a task\n\n```bash\nTASK=$(aws ecs list-tasks --cluster prod --query taskArns[0] --output text)\naws ecs stop-task --cluster prod --task $TASK\n```\n',
  },
  *check(context) {
    for (const { name, place, set, definedAt } of findLooseUses(context)) {
      if (set !== 'later') continue;
      const hint = 'Move the assignment up.';
      yield {
        ...place,
        message: `$${name} is used here and set only on line ${definedAt}.`,
        hint,
      };
    }
  },
};
