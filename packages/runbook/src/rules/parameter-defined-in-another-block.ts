import { findLooseUses } from '../check/definitions.ts';
import type { Rule } from './rule.ts';

/** A warning: it works for who reads the document from the top, and for nobody who jumps to the incident. */
export const parameterDefinedInAnotherBlock: Rule = {
  id: 'parameter-defined-in-another-block',
  severity: 'warning',
  title: 'A variable is set only in another procedure.',
  why: 'In an incident people jump straight to the heading they need. The variable is then empty. A chapter named setup, prerequisites, environment or variables counts as read.',
  example: {
    bad: '# Runbook\n\n## Check services\n\n```bash\nCLUSTER=$(terraform output -raw cluster)\naws ecs describe-services --cluster $CLUSTER --services api\n```\n\n## Restart\n\n```bash\naws ecs update-service --cluster $CLUSTER --service api --force-new-deployment\n```\n',
    good: '# Runbook\n\n## Setup\n\n```bash\nCLUSTER=$(terraform output -raw cluster)\n```\n\n## Restart\n\n```bash\naws ecs update-service --cluster $CLUSTER --service api --force-new-deployment\n```\n',
  },
  *check(context) {
    for (const { name, place, set, definedAt } of findLooseUses(context)) {
      if (set !== 'elsewhere') continue;
      yield {
        ...place,
        message: `$${name} is set on line ${definedAt}, in another procedure.`,
        hint: 'Repeat the assignment here, or move it into a chapter "Setup" at the top.',
      };
    }
  },
};
