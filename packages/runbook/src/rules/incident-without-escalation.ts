import type { Rule } from './rule.ts';

const CALLS =
  /escalat|escalac|on-?call|pager|opsgenie|\b(?:contact|notify|inform|page|call|ask)\s+(?:the\s+)?(?:\w+\s+){0,3}(?:team|lead|manager|engineer|support|owner|stakeholders?|dba|admin)|에스컬/i;

/** A warning, once for the document: one list of names serves every incident in it. */
export const incidentWithoutEscalation: Rule = {
  id: 'incident-without-escalation',
  severity: 'warning',
  title: 'The document has incidents and nowhere says whom to call.',
  why: 'The procedure does not help, it is three in the morning, and the responder does not know who may decide to fail over.',
  example: {
    bad: '# API down\n\n**Symptoms:** 502 from the load balancer\n\n1. Look at the tasks\n   ```bash\n   aws ecs list-tasks --cluster prod\n   ```\n',
    good: '# API down\n\n**Symptoms:** 502 from the load balancer\n\n1. Look at the tasks\n   ```bash\n   aws ecs list-tasks --cluster prod\n   ```\n\n**Escalation:** after 15 minutes, the platform lead\n',
  },
  *check({ runbook, lines }) {
    const first = runbook.procedures.find(({ kind }) => kind === 'incident');
    if (first === undefined || runbook.escalation.length > 0 || runbook.contacts.length > 0) return;
    if (
      runbook.procedures.some(({ steps }) =>
        steps.some(({ phase, commands }) => phase === 'escalate' && commands.length === 0),
      )
    )
      return;
    if (lines.some((line) => line.length < 5_000 && !line.includes('steadyhand-ignore') && CALLS.test(line))) return;
    yield {
      line: first.line,
      message: 'This document has incidents, and nowhere says whom to call when the steps do not help.',
      hint: 'Add "Escalation": who, after how long, over which channel.',
    };
  },
};
