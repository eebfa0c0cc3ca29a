/** What rules ask of a procedure as a whole. */
import { changesWorld, type Procedure, type Step } from '@steadyhand/contracts';
import type { CommandPlace, RuleContext } from '../rules/rule.ts';
import { nameOf } from './source-text.ts';

/** Each procedure with its commands, those that running text only mentions left out. */
export function withCommands({ runbook, commands }: RuleContext): [Procedure, CommandPlace[]][] {
  const given = new Map<Procedure, CommandPlace[]>(runbook.procedures.map((procedure) => [procedure, []]));
  for (const place of commands) if (!place.command.inline) given.get(place.procedure)?.push(place);
  return [...given];
}

/** Everything that a step says to its reader. */
export function wordsOf({ text, condition, expects, details, commands }: Step): string {
  return [text, condition, expects, ...(details ?? []), ...commands.map(({ comment }) => comment)]
    .filter(Boolean)
    .join('\n');
}

const LOOKS =
  /\b(?:verif\w*|confirm\w*|check\w*|monitor\w*|validat\w*|ensure|watch\w*|wait\w*|test\w*|observe\w*|health|status|recover(?:ed|s|y)|returns? to|back to|stable|expect\w*|smoke|should (?:be|see|show|return)|review|look|compare|probar|verificar|comprobar|validar|확인|검증)\b|확인|검증/i;

/** Add something beside what runs, or tell somebody; that they answer is enough. */
const HARMLESS =
  /^(?:aws (?:sns|logs|cloudwatch|budgets|ce|athena|ecr|s3|sts|support|xray|synthetics|cloudtrail|health|guardduty)\b|aws \S+ (?:create|copy|put|start|export|register|tag|untag|add)-\S*(?:snapshot|backup|export|image|tags?|resource|report|query|task-definition|permission|invalidation|job)|docker (?:build|buildx|push|pull|tag|login|compose (?:build|pull|push))|git|gh|npm|npx|yarn|pnpm|pip|make|curl|scp|rsync|mail|pg_dump|mkdir|kubectl (?:label|annotate|cp|config|create (?:job|configmap)|debug|run))\b/;

/** From here on the system may be another one: the last change that the procedure makes to it, or null. */
export function lastChange(places: readonly CommandPlace[]): CommandPlace | null {
  return (
    places.findLast((place) => /^(?:change|destroy)$/.test(place.command.effect) && !HARMLESS.test(nameOf(place))) ??
    null
  );
}

const RECOVERED =
  /\bverify (?:that |the )?(?:service|system|application|recovery|fix|resolution|health|deployment|rollback)|\bconfirm (?:that |the )?(?:service|recovery|fix|resolution)|\bmonitor for \d|\b(?:back|returns?|returned) to (?:normal|ok|baseline|healthy)|\buntil (?:it )?(?:recover|healthy|normal)/i;

/** Whether anything after a line of a procedure looks at what has become of it. */
export function looksAfter(
  procedure: Procedure,
  places: readonly CommandPlace[],
  line: number,
  context: RuleContext,
): boolean {
  if (procedure.steps.some((step) => step.phase === 'verify' || RECOVERED.test(wordsOf(step)))) return true;
  if (places.some(({ command }) => command.line > line && looks(command.effect))) return true;
  if (procedure.steps.some((step) => step.endLine > line && step.line > line && LOOKS.test(wordsOf(step)))) return true;
  const notes = context.runbook.notes ?? [];
  return (
    notes.some((note) => note.line > line && note.endLine <= procedure.endLine && LOOKS.test(note.text)) ||
    hasVerifyingPart(procedure, context)
  );
}

function looks(effect: CommandPlace['command']['effect']): boolean {
  return !changesWorld(effect) && effect !== 'local';
}

const VERIFYING_TITLE =
  /\b(?:verif\w*|validat\w*|smoke|post-\w+ checks?|health checks?|confirm\w*|monitor\w*|testing)\b/i;

/** A procedure of its own, beside it or below, that says how to verify. */
function hasVerifyingPart({ id }: Procedure, { runbook }: RuleContext): boolean {
  const parent = id.includes('/') ? id.slice(0, id.lastIndexOf('/') + 1) : `${id}/`;
  return runbook.procedures.some(
    (other) =>
      other.id !== id &&
      (other.id.startsWith(`${id}/`) || (id.includes('/') && other.id.startsWith(parent))) &&
      VERIFYING_TITLE.test(other.title),
  );
}
