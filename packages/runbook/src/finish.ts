/** Decides what only the whole procedure shows: its kind, the phases that no heading gave, and ids. */
import { changesWorld, type Effect, type Phase, type Procedure, type Step } from '@steadyhand/contracts';
import type { DraftProcedure, DraftStep } from './draft.ts';
import { lineage } from './markdown/outline.ts';
import { Names, slugOf } from './slug.ts';
import { alarmOf, thresholdInTitle } from './triggers.ts';
import { simplify } from './vocabulary.ts';

export function finish(draft: DraftProcedure, id: string): Procedure {
  const kind = kindOf(draft);
  const isRollback = /^(?:emergency )?(?:roll ?back|revert)/.test(simplify(draft.title));
  const names = new Names();
  const ids = new Map(draft.steps.map((step) => [step, `${id}:${names.give(slugOf(step.text))}`]));
  return {
    id,
    title: draft.title,
    line: draft.line,
    endLine: Math.max(draft.line, draft.endLine, ...draft.steps.map((step) => step.endLine)),
    kind,
    triggers: triggersOf(draft),
    symptoms: draft.symptoms,
    severity: draft.severity ?? severityIn(draft.title),
    steps: draft.steps.map((step) => finishStep(step, { ids, kind, isRollback })),
  };
}

interface Whole {
  ids: ReadonlyMap<DraftStep, string>;
  kind: Procedure['kind'];
  isRollback: boolean;
}

function finishStep(step: DraftStep, { ids, kind, isRollback }: Whole): Step {
  const { line, endLine, text, condition, details, expects, blocks, commands, under } = step;
  const above = under.filter((words) => !isSaid(words, step));
  const runs = blocks.some(({ language }) => language === 'shell' || language === 'sql' || language === 'insights');
  const unique = [...new Set(details.filter((detail) => detail !== '' && detail !== text))];
  return {
    line,
    endLine,
    phase: step.phase ?? phaseByWords(step, kind, isRollback),
    text,
    condition,
    alternativeTo: step.alternativeTo === null ? null : (ids.get(step.alternativeTo) ?? null),
    expects,
    blocks,
    commands,
    id: ids.get(step) ?? '',
    actor: runs ? 'steadyhand' : 'person',
    ...(above.length > 0 ? { under: above } : {}),
    ...(unique.length > 0 ? { details: unique } : {}),
  };
}

/** Whether the words of a label stand in the step that it is above. */
function isSaid(words: string, { text, condition }: DraftStep): boolean {
  return words.includes(text) || text.startsWith(words) || condition?.includes(words) === true;
}

function phaseByWords(step: DraftStep, kind: Procedure['kind'], isRollback: boolean): Phase {
  const { commands } = step;
  const text = simplify(step.text).replace(/^or\s+/, '');
  if (/^(?:\W*)(?:verify|validate|confirm|smoke test|wait|monitor|watch|verificar)\b/.test(text)) return 'verify';
  if (/^(?:emergency |manual )?(?:roll ?back|revert)\b/.test(text)) return 'rollback';
  if (/^(?:escalate|page|inform|contact|communicate)\b/.test(text)) return 'escalate';
  if (/^notify\b/.test(text) && (commands.length === 0 || PEOPLE.test(text))) return 'escalate';
  if (isRollback) return 'rollback';
  if (kind !== 'incident' || AFTER.test(text)) return 'other';
  const reads = commands.length > 0 && !effectsOf(step).some(changesWorld);
  const looks =
    /^(?:check|review|inspect|list|get|show|find|describe|identify|look|investigate|diagnose|view|see|examine|analyze|determine|acknowledge|assess)\b/;
  return reads || looks.test(text) ? 'investigate' : 'resolve';
}

const AFTER = /^(?:post-?mortem|post-?incident|follow-?up|lessons learned|retrospective)\b/;
/** Without that of a command which only opens what others are typed into. */
function effectsOf({ commands }: DraftStep): Effect[] {
  const openers = new Set(commands.map(({ inside }) => inside));
  return commands.filter(({ text }) => !openers.has(text)).map(({ effect }) => effect);
}

/** A message to a program escalates nothing. */
const PEOPLE =
  /\b(?:teams?|users|customers?|stakeholders?|on-?call|engineers?|managers?|management|leads?|support|owners?|slack|pagerduty|everyone)\b/;
const INCIDENT =
  /\b(?:incidents?|outage|down|fail(?:s|ed|ing|ures?)?|unhealthy|crash\w*|errors?|degrad\w+|exhaust\w+|exceeded|slow|latency|spikes?|leak\w*|backlog|pressure|timeouts?|lag|stuck|dropp\w+|issues|issue\s*[:#\d]|problems?|corruption|breach|compromised|bypass|unavailable|unresponsive|not responding|overload\w*|full|high (?:cpu|memory|error|latency)|scenario|sev-?\d|p[0-4]|attack|throttl\w+|alerts?|saturation|growth|incidentes?|시나리오|장애|복구)\b/;
const REFERENCE =
  /\b(?:useful commands|commands|references?|appendix|cheat ?sheet|quick reference|tips|common queries|glossary|access control)\b/;
const CHECK =
  /\b(?:health|status|checks?|verify|verification|validate|validation|monitor(?:ing)?|smoke test|view|usage|analysis)\b/;
const OPERATION =
  /^(?:(?:emergency|manual|standard|automated) )*(?:roll ?backs?|deploy\w*|restor\w+|scal(?:e|ing)|back ?ups?|rotat\w+|migrat\w+|restart\w*|upgrad\w+)\b/;
const CHECKLIST =
  /\b(?:checklist|daily|weekly|monthly|quarterly|annually|(?:pre|post|during|before|after)[- ](?:the )?(?:maintenance|upgrades?|change windows?)|tasks)\b/;

function kindOf(draft: DraftProcedure): Procedure['kind'] {
  const own = simplify(draft.title);
  const above = lineage(draft.section)
    .slice(draft.path.length > 0 && draft.title !== draft.section.title ? 0 : 1)
    .map(({ words }) => words);
  const [boxes, steps] = [draft.steps.filter(({ checkbox }) => checkbox).length, draft.steps.length];
  const isAlarm = alarmOf(draft.title, draft.section) !== null;
  if (draft.symptoms.length > 0 || isAlarm || draft.triggers.some(({ alarm }) => alarm !== undefined))
    return 'incident';
  if (boxes > 0 && boxes * 2 >= steps && draft.steps.every(({ blocks }) => blocks.length === 0)) return 'checklist';
  const [parent = ''] = above;
  if (REFERENCE.test(own) || REFERENCE.test(parent)) return 'reference';
  if (CHECKLIST.test(own) && draft.steps.every(({ blocks }) => blocks.length === 0)) return 'checklist';
  if (OPERATION.test(own)) return 'operation';
  if (INCIDENT.test(own) && !/\b(?:logs?|alerts?|levels?|setup|setting up)\b/.test(own)) return 'incident';
  if (above.some((title) => /\bincident|common issues|troubleshoot|scenarios?\b/.test(title)) && !CHECK.test(own))
    return 'incident';
  const effects = draft.steps.flatMap(effectsOf);
  // Under a title that says to look, what is not known looks too.
  const looks = /^(?:check|view|verify|validate|monitor)\b/.test(own);
  const changes = effects.some((effect) => changesWorld(effect) && !(looks && effect === 'unknown'));
  if (CHECK.test(own) && !changes) return 'check';
  return steps === 0 ? 'reference' : 'operation';
}

function triggersOf(draft: DraftProcedure): Procedure['triggers'] {
  const triggers = [...draft.triggers];
  const alarm = alarmOf(draft.title, draft.section);
  if (alarm !== null && !triggers.some((trigger) => trigger.alarm === alarm))
    triggers.push({ line: draft.line, alarm, text: draft.title });
  const threshold = thresholdInTitle(draft.title);
  if (threshold !== null) triggers.push({ line: draft.line, text: threshold });
  return triggers;
}

function severityIn(title: string): string | null {
  return /^\W*(P[0-5]|SEV-?[0-5])\b/i.exec(title)?.[1] ?? null;
}
