import { findLooseUses } from '../check/definitions.ts';
import type { Rule } from './rule.ts';

/** A warning: a run binds the name from the live system or asks; only a person who pastes the line is hit. */
export const parameterUndefined: Rule = {
  id: 'parameter-undefined',
  severity: 'warning',
  title: 'A variable is used that nothing in the document sets or explains.',
  why: 'A shell puts an empty word in its place: `--cluster --service api` fails in a way that takes minutes to read, `s3 rm s3://$BUCKET/` does something else.',
  example: {
    bad: '# Restart\n\n```bash\naws ecs update-service --cluster $CLUSTER --service api --force-new-deployment\n```\n',
    good: '# Restart\n\n```bash\nCLUSTER=$(terraform output -raw cluster)\naws ecs update-service --cluster $CLUSTER --service api --force-new-deployment\n```\n',
  },
  *check(context) {
    const uses = new Map(context.runbook.parameters.map(({ name, usedAt }) => [name, usedAt.length]));
    for (const { name, place, set, arithmetic } of findLooseUses(context)) {
      if (set !== 'nowhere' || arithmetic) continue;
      const count = uses.get(name) ?? 1;
      yield {
        ...place,
        message: `$${name} is never set in this document${count > 1 ? `, and used on ${count} lines` : ''}.`,
        hint: `Say where it comes from: set it above (${name}=$(…)), or explain \`${name}\` in the text.`,
      };
    }
  },
};
