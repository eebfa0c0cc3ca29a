import type { Procedure } from '@steadyhand/contracts';
import { lastChange, looksAfter, withCommands } from '../check/procedures.ts';
import type { CommandPlace, Rule } from './rule.ts';

/** A warning: without it nobody can say when the incident is over. */
export const incidentWithoutVerification: Rule = {
  id: 'incident-without-verification',
  severity: 'warning',
  title: 'An incident says what to do and not how to see that it is over.',
  why: 'The responder goes back to bed when the command succeeds, not when the service has recovered, and is paged again.',
  example: {
    bad: '# Queue backlog\n\n**Symptoms:** messages pile up\n\n**Resolution:**\n\n1. Scale the workers\n   ```bash\n   aws ecs update-service --cluster prod --service workers --desired-count 8\n   ```\n',
    good: '# Queue backlog\n\n**Symptoms:** messages pile up\n\n**Resolution:**\n\n1. Scale the workers\n   ```bash\n   aws ecs update-service --cluster prod --service workers --desired-count 8\n   ```\n\n**Verification:**\n\n1. The queue depth is below 100 for ten minutes\n',
  },
  *check(context) {
    for (const whole of withCommands(context)) {
      const [procedure, places] = whole;
      if (!isIncident(procedure, places)) continue;
      const acts = procedure.steps.filter(({ phase }) => phase === 'resolve' || phase === 'rollback');
      const last = acts.at(-1);
      if (last === undefined || looksAfter(whole, last.endLine, context)) continue;
      yield {
        line: procedure.line,
        message: `"${procedure.title}" ends without a look whether the service has recovered.`,
        hint: 'Add "Verification": which alarm goes back to OK, which number is below which, for how long.',
      };
    }
  },
};

/** Chapters beside the incidents: how to write the report, what to set up, who does what. */
const ABOUT_INCIDENTS =
  /\b(?:post-?(?:incident|mortem)|template|workflow|process|severity|response|settings?|management|improvement|types|levels|back-?ups?|optimi[sz]ation|examples?|ejemplos?|enable|create|initial|follow-?ups?|lessons|prevention|communication)\b/i;

function isIncident({ kind, title, symptoms, triggers }: Procedure, places: readonly CommandPlace[]): boolean {
  if (kind !== 'incident' || ABOUT_INCIDENTS.test(title)) return false;
  return symptoms.length > 0 || triggers.length > 0 || lastChange(places) !== null;
}
