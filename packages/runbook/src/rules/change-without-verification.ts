import { lastChange, looksAfter, withCommands } from '../check/procedures.ts';
import { nameOf } from '../check/source-text.ts';
import type { Rule } from './rule.ts';

/** A warning for each procedure, whatever the number of its changes. Collections of commands are left alone. */
export const changeWithoutVerification: Rule = {
  id: 'change-without-verification',
  severity: 'warning',
  title: 'An operation changes something and never looks at the result.',
  why: 'The command answers as soon as the change is accepted. That the new tasks fail their health check comes out ten minutes later, from the users.',
  example: {
    bad: '# Scale out\n\n```bash\naws ecs update-service --cluster prod --service api --desired-count 8\n```\n',
    good: '# Scale out\n\n```bash\naws ecs update-service --cluster prod --service api --desired-count 8\naws ecs wait services-stable --cluster prod --services api\n```\n',
  },
  *check(context) {
    for (const whole of withCommands(context)) {
      const [procedure, places] = whole;
      if (procedure.kind !== 'operation') continue;
      const last = lastChange(places);
      if (last === null || looksAfter(whole, last.command.line, context)) continue;
      yield {
        line: last.command.line,
        message: `Nothing after this "${nameOf(last)}" looks whether it worked.`,
        hint: 'Add a step "Verify": a wait, a health check, the metric that has to move.',
      };
    }
  },
};
