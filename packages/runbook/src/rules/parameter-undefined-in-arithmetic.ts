import { findLooseUses } from '../check/definitions.ts';
import type { Rule } from './rule.ts';

export const parameterUndefinedInArithmetic: Rule = {
  id: 'parameter-undefined-in-arithmetic',
  severity: 'error',
  title: 'A variable that nothing sets is used in arithmetic.',
  why: 'There an unset name counts as zero without a word: `--desired-count $((CURRENT_COUNT + 2))` sets the count to 2, which in the middle of an incident scales down.',
  example: {
    bad: '# Scale out\n\n```bash\naws ecs update-service --cluster prod --service api --desired-count $((CURRENT_COUNT + 2))\n```\n',
    good: "# Scale out\n\n```bash\nCURRENT_COUNT=$(aws ecs describe-services --cluster prod --services api --query 'services[0].desiredCount')\naws ecs update-service --cluster prod --service api --desired-count $((CURRENT_COUNT + 2))\n```\n",
  },
  *check(context) {
    for (const { name, place, set, arithmetic } of findLooseUses(context)) {
      if (!arithmetic || set !== 'nowhere') continue;
      yield {
        ...place,
        message: `${name} is never set, and counts as 0 here.`,
        hint: `Read it before: ${name}=$(…); or write \${${name}:?}, which stops instead.`,
      };
    }
  },
};
