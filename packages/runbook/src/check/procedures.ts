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
  const comments = commands.map(({ comment }) => comment);
  return [text, condition, expects, ...(details ?? []), ...comments].filter(Boolean).join('\n');
}

/** Add something beside what runs, or tell somebody; that they answer is enough. */
const HARMLESS =
  /^(?:aws (?:sns|logs|cloudwatch|budgets|ce|athena|ecr|s3|sts|support|xray|synthetics|cloudtrail|health|guardduty)\b|aws \S+ (?:create|copy|put|start|export|register|tag|untag|add)-\S*(?:snapshot|backup|export|image|tags?|resource|report|query|task-definition|permission|invalidation|job|objects?)|docker (?:build|buildx|push|pull|tag|login|compose (?:build|pull|push))|git|gh|npm|npx|yarn|pnpm|pip|bundle|make|(?:apt|apt-get|yum|dnf|apk|brew) (?:update|install)|curl|scp|rsync|mail|pg_dump|mkdir|cp|kubectl (?:label|annotate|cp|config|create (?:job|configmap)|debug|run))\b/;

/** The last thing that the procedure changes in the system, or null. */
export function lastChange(places: readonly CommandPlace[]): CommandPlace | null {
  return places.findLast((place) => changes(place) && !HARMLESS.test(nameOf(place)) && !tidiesUp(place)) ?? null;
}

function changes({ command }: CommandPlace): boolean {
  return command.effect === 'change' || command.effect === 'destroy';
}

function tidiesUp({ procedure, step, command }: CommandPlace): boolean {
  return /\bclean(?:ing)?[ -]?up\b|\btear ?down\b|\blimpi/i.test(
    `${procedure.title}\n${step.text}\n${command.comment ?? ''}`,
  );
}

const LOOKS =
  /\b(?:verif\w*|confirm\w*|check\w*|monitor\w*|validat\w*|ensure|watch\w*|wait\w*|test\w*|observe\w*|health|status|recover(?:ed|s|y)|returns? to|back to|stable|expect\w*|smoke|should (?:be|see|show|return)|review|look|compare|probar|verificar|comprobar|validar)\b|확인|검증/i;
const VERIFIES =
  /^\W*(?:\d+[.):]?\s*)*(?:verify|verified|confirm|monitor|validate|wait|watch|ensure|smoke|test|verificar|validar|comprobar|확인|검증)/i;
const RECOVERED =
  /\bverify (?:that |the )?(?:service|system|application|recovery|fix|resolution|health|deployment|rollback)|\bconfirm (?:that |the )?(?:service|recovery|fix|resolution)|\bmonitor for \d|\b(?:back|returns?|returned) to (?:normal|ok|baseline|healthy)|\buntil (?:it )?(?:recover|healthy|normal)/i;

/** Whether a procedure looks at what has become of it, `line` being that of the last thing that it does. */
export function looksAfter(
  [procedure, places]: [Procedure, CommandPlace[]],
  line: number,
  context: RuleContext,
): boolean {
  const { steps } = procedure;
  if (steps.some((step) => step.phase === 'verify' || RECOVERED.test(wordsOf(step)))) return true;
  const first = places.find(({ command }) => changesWorld(command.effect))?.command.line ?? line;
  if (steps.some((step) => step.line > first && VERIFIES.test(step.text))) return true;
  if (places.some(({ command }) => command.line > first && VERIFIES.test(command.comment ?? ''))) return true;
  if (places.some(({ command }) => command.line > line && !changesWorld(command.effect) && command.effect !== 'local'))
    return true;
  if (steps.some((step) => step.line > line && LOOKS.test(wordsOf(step)))) return true;
  const notes = context.runbook.notes?.filter((note) => note.line > line && note.endLine <= procedure.endLine) ?? [];
  return notes.some(({ text }) => LOOKS.test(text)) || hasVerifyingPart(procedure, context);
}

const VERIFYING_TITLE =
  /\b(?:verif\w*|validat\w*|smoke|post-\w+ checks?|health checks?|confirm\w*|monitor\w*|testing)\b/i;

/** A procedure of its own, beside it or below, that says how to verify. */
function hasVerifyingPart({ id }: Procedure, { runbook }: RuleContext): boolean {
  const parent = id.includes('/') ? id.slice(0, id.lastIndexOf('/') + 1) : `${id}/`;
  const parts = runbook.procedures.filter((other) => other.id !== id && other.id.startsWith(parent));
  return parts.some(({ title }) => VERIFYING_TITLE.test(title));
}
