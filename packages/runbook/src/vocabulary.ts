/** What the words of a heading or a bold label promise. The languages are those that real runbooks were found in. */
import type { Phase } from '@steadyhand/contracts';

export type Role =
  | 'symptoms'
  | 'triggers'
  | 'prepare'
  | 'investigate'
  | 'resolve'
  | 'verify'
  | 'rollback'
  | 'escalate'
  | 'steps'
  | 'causes'
  | 'prevention'
  | 'after'
  | 'expected'
  | 'impact'
  | 'condition'
  | 'severity'
  | 'contacts'
  | 'reference'
  | 'toc'
  | 'info';

/** Each matches the whole of a title once `simplify` has been at it; the first that does wins. */
const ROLES: readonly (readonly [Role, RegExp])[] = [
  ['toc', /(table of )?contents|toc|index|indice|목차/],
  [
    'symptoms',
    /(key |common |observed )?(symptoms?|sintomas?|indicators?|signs?)|what (you|users) see|how to recognize|증상|상황/,
  ],
  [
    'triggers',
    /(alert|alarm|trigger|firing)s?( (name|conditions?|details?|definitions?|rules?|criteria|information))?|related alerts?|alertas?|alarmas?|triggered by|when this (alert )?fires/,
  ],
  [
    'verify',
    /verification|verify( (the )?(fix|recovery|resolution|deployment|rollback|restore|success))?|validation|validate|post-?\w* ?(verification|checks?|validation)|smoke tests?|success criteria|completion criteria|validacion|verificacion|confirm (recovery|resolution)|검증/,
  ],
  ['rollback', /roll-?backs?( plan| steps?| procedures?)?|revert(ing)?|back-?out( plan)?|rollback y recuperacion/],
  [
    'prepare',
    /pre-?requisites?|preparation|prepare|before (you|we) (begin|start)|before starting|pre-?flight( checks?| checklist)?|pre-?work|setup|initial setup|pre-?(deployment|maintenance|migration|upgrade|failover|restore)( checks?| checklist| steps?)?|requirements|required access|requisitos( previos)?|preconditions/,
  ],
  [
    'escalate',
    /escalat(ion|e)( (path|policy|procedures?|criteria|chain|matrix|steps?|contacts?))?|when to escalate|escalacion|에스컬레이션/,
  ],
  [
    'investigate',
    /(initial |further |deep |quick )?(investigat(ion|e|ing)|diagnos(is|e|tics?)|triage|assess(ment)?|analysis|debug(ging)?|checks?|data gathering|troubleshoot(ing)?|orientation)( (steps?|commands?|procedures?|queries))?|root cause analysis|identify|detection|detect|first look|diagnostico|진단|how to (diagnose|investigate)|what to check|query/,
  ],
  [
    'resolve',
    /((immediate|initial|emergency|quick|manual|temporary|short-?term|long-?term|permanent|corrective|automatic|required|possible|potential|recommended) )*(resolutions?|resolve|solutions?|fix(es)?|mitigations?|mitigate|remediations?|remediate|recovery|recover|repairs?|workarounds?|actions?)( (steps?|actions?|options?|required|plan))?|immediate( response)?|how to fix|solucion(es)?|mitigacion|resolucion|acciones|복구 절차.*|대응 절차|조치/,
  ],
  [
    'steps',
    /(detailed |execution |initial |incident )?(procedures?|steps?|instructions?|response( steps?| actions?| procedures?)?|((?:aws|cli|aws cli|shell|sql|kubectl) )?commands?|process|playbook|how-?to|execution|procedimiento|pasos)/,
  ],
  [
    'causes',
    /((common|possible|likely|typical|probable|potential|known|root|most likely) )*(root )?causes?|causas?( (comunes|tipicas|posibles|probables))?|root cause|why( it happens)?/,
  ],
  [
    'after',
    /post-?\s?(?:roll-?back|fail-?over|deploy(?:ment)?|incident|restor\w+|recovery|migration|maintenance|upgrade|resolution|mortem)( (?:steps?|actions?|tasks?|procedures?|activities|follow-?up))?|close( ?out)?|closure|wrap-?up|clean-?\s?up( steps?)?/,
  ],
  [
    'prevention',
    /prevention|prevent(ive|ative)?( measures?| actions?)?|prevent(ing)? recurrence|long-?term|follow-?ups?( actions?)?|prevencion|lessons( learned)?/,
  ],
  [
    'expected',
    /expected( (outputs?|results?|response|behaviou?r))?|(sample |example )?outputs?|salida( esperada)?|resultado esperado|should (see|return)/,
  ],
  ['impact', /((business|user|customer|expected) )?(impact|consequences)|impacto|blast radius|scope/],
  ['condition', /condition|criteria|when|cuando/],
  [
    'severity',
    /severit(y|ies)( (levels?|matrix|definitions?|classification))?|(incident )?(severity|priority)( levels?)?|priority|severidad|incident (severity )?(levels|classification)/,
  ],
  [
    'contacts',
    /((key|emergency|on-?call|important|alerting|team|external|support) )*(contacts?|contact information|on-?call( rotation)?|communication channels?|contacts? (list|and escalation|& escalation))|contactos( y escalacion)?/,
  ],
  [
    'reference',
    /references?|related( (documentation|documents|runbooks|links|docs|resources|procedures))?|(useful |quick |external )?links|see also|further reading|resources|additional (resources|information)|referencias|appendix|change ?log|revision history|version history|document (history|control|info(rmation)?)/,
  ],
  [
    'info',
    /overview|purpose|summary|description|background|context|introduction|about|meaning|notes?|important|warning|caution|danger|when to use( this)?|scope|architecture|design( decisions)?|goals?|objetivo|nota|importante|owner|sla|last updated|rationale|why this matters|key (points?|concepts?)( to note)?/,
  ],
];

const PHASE_OF: Partial<Record<Role, Phase>> = {
  prepare: 'prepare',
  investigate: 'investigate',
  resolve: 'resolve',
  verify: 'verify',
  rollback: 'rollback',
  escalate: 'escalate',
  prevention: 'other',
};

/** All in one, which is faster than one after the other; each is a group, and there are no others. */
const ANY_ROLE = new RegExp(
  `^(?:${ROLES.map(([, { source }]) => `(${source.replace(/\((?!\?)/g, '(?:')})`).join('|')})$`,
  'u',
);

/** Lower case, without accents, numbering, emoji and what stands in parentheses. */
export function simplify(title: string): string {
  const lower = withoutAccents(title.slice(0, 200)).toLowerCase();
  if (/^[a-z]+(?: [a-z]+)*$/.test(lower)) return lower;
  return lower
    .replace(/\([^()]*\)/g, ' ')
    .replace(/[^\p{L}\p{N}\s&/+.:'-]/gu, ' ')
    .trim()
    .replace(/^(?:(?:step|phase|stage|paso|fase|etapa|part)\s+)?\d+(?:\.\d+)*[.):]?\s+/, '')
    .replace(/[\s:.-]+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** No heading that promises something known is longer. */
const LONGEST = 90;

function withoutAccents(text: string): string {
  // Most titles have none, and looking is cheaper than taking apart.
  return /[^\0-\x7f]/.test(text) ? text.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC') : text;
}

/** The role of a heading or label, or null. "Diagnosis and mitigation" has the role of its first word. */
export function roleOf(title: string): Role | null {
  return roleOfWords(simplify(title));
}

/** The role of words that are simplified. */
export function roleOfWords(words: string): Role | null {
  if (words === '' || words.length > LONGEST) return null;
  const whole = roleOfPart(words);
  if (whole !== null) return whole;
  const parts = words.split(/\s*(?:&|\/|\+|, | and | y | e )\s*/);
  const roles = parts.map(roleOfPart);
  return parts.length > 1 && !roles.includes(null) ? (roles[0] ?? null) : null;
}

function roleOfPart(words: string): Role | null {
  const groups = ANY_ROLE.exec(words)?.slice(1) ?? [];
  return ROLES[groups.findIndex((group) => group !== undefined)]?.[0] ?? null;
}

export function phaseOf(role: Role | null): Phase | null {
  return role === null ? null : (PHASE_OF[role] ?? null);
}

/** Roles under which what to do about one thing is told. */
const CORE: ReadonlySet<Role> = new Set(['symptoms', 'triggers', 'investigate', 'resolve', 'steps', 'impact']);
export function isCore(role: Role | null): boolean {
  return role !== null && CORE.has(role);
}

/** `Step 2: …`, `3. …`, `Phase one`, `Paso 1`; not `1.2 …`, which numbers a chapter. */
export function isStepTitle(title: string): boolean {
  return /^\W*(?:(?:step|phase|stage|paso|fase|etapa|part)\s+(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|[a-z])\b|\d+[.):]\s+\S)/i.test(
    title.normalize('NFC'),
  );
}

/** `Option A: …`, `Path B`, `Via the console`: one way of several. */
export function isAlternativeTitle(title: string): boolean {
  return /^\W*(?:(?:option|opcion|opción|method|metodo|método|alternative|approach|path|restore path|variant)\s+(?:\d+|[a-z])\b|via\s|using\s)/i.test(
    title,
  );
}
