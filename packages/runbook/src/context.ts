/** What holds for the nodes at a place of a procedure. */

import { isCondition } from './conditions.ts';
import type { Section } from './markdown/outline.ts';
import type { StepContext } from './step-maker.ts';
import { isStepTitle, phaseOf, type Role, simplify } from './vocabulary.ts';

export interface Context extends StepContext {
  role: Role | null;
  /** Which lists are lists of steps. */
  lists: 'none' | 'ordered' | 'all';
  /** Heading or label that names a step without words of its own. */
  title: string | null;
  /** The heading is one step: its first block belongs to it whole. */
  isUnit: boolean;
  /** Above the first chapter, where a document tells of itself and not of what to do. */
  isPreamble: boolean;
}

/** Lists under such a title tell of the system, not of what to do. */
const DESCRIPTIVE =
  /\b(?:metrics?|dashboards?|best practices|principles|features|architecture|design|inventory|topology|resources|access control|strategy|optimi[sz]ation tips|glossary|known issues|limitations|assumptions|contacts?|channels?|rotation|windows?|document (?:maintenance|control|history)|recommended schedule|costs?|roles|responsibilit(?:y|ies)|baseline|alert (?:categories|thresholds)|recommended improvements|changelog|20\d\d-\d\d-\d\d)\b/;
/** `Sudden cost spike` is not about costs. */
const HAPPENS = /\b(?:spikes?|surges?|scenario|incident|fail(?:s|ed|ing|ures?)|outage|down|alarm|attack)\b/;
const LISTS_STEPS =
  /\b(?:checklist|checks|tasks|daily|weekly|monthly|quarterly|annual|morning|maintenance|runbook steps|steps|procedure|restore|recovery|rotation steps|post-incident|diario|mensual|semanal)\b/;

/** For the body of a procedure's own heading. */
export function contextOf(section: Section): Context {
  const { role } = section;
  return {
    phase: phaseOf(role),
    condition: isCondition(section.title) ? section.title : null,
    alternativeTo: null,
    under: [],
    role,
    lists: listsUnder(section.words, role),
    title: null,
    isUnit: false,
    isPreamble: isPreamble(section),
  };
}

function isPreamble({ depth, parent, children }: Section): boolean {
  return depth <= 1 && children.length > 0 && (parent?.children.length ?? 1) === 1;
}

/** For a heading that is a part of the procedure. What it does not say holds on. */
export function childContext(outer: Context, section: Section): Context {
  const { role } = section;
  const title = titleWords(section.title);
  const inside = /\(((?:only |solo |sólo )?(?:if|si|when|cuando)\s[^()]+)\)/i.exec(section.title)?.[1];
  const condition = inside ?? (isCondition(title) ? title : null);
  const lists = role === null ? (outer.lists === 'none' ? 'ordered' : outer.lists) : listsUnder(section.words, role);
  return {
    phase: phaseOf(role) ?? (role === null || role === 'steps' ? outer.phase : null),
    condition: condition ?? outer.condition,
    alternativeTo: outer.alternativeTo,
    under: [...outer.under, section.title],
    role: role ?? outer.role,
    lists: isStepTitle(section.title) ? 'all' : lists,
    title,
    isUnit: isStepTitle(section.title),
    isPreamble: false,
  };
}

/** For what follows a bold label. */
export function labelContext(base: Context, label: string, role: Role | null): Context {
  return {
    ...base,
    role: role ?? base.role,
    phase: phaseOf(role) ?? (role === null || role === 'steps' ? base.phase : null),
    condition: isCondition(label) ? label : base.condition,
    under: [...base.under, label],
    lists: role === null ? (base.lists === 'none' ? 'ordered' : base.lists) : listsUnder(simplify(label), role),
    title: role === null ? label : base.title,
    isUnit: base.isUnit && role !== null,
  };
}

function listsUnder(words: string, role: Role | null): Context['lists'] {
  if (phaseOf(role) !== null && role !== 'escalate' && role !== 'prevention') return 'all';
  if (role === 'steps' || role === 'after') return 'all';
  if (role !== null) return 'none';
  if (LISTS_STEPS.test(words) && !/\bwindows?\b/.test(words)) return 'all';
  return DESCRIPTIVE.test(words) && !HAPPENS.test(words) ? 'none' : 'ordered';
}

function titleWords(title: string): string {
  return title
    .replace(/^\W*(?:step\s+|paso\s+)?\d+(?:\.\d+)*[.):]?\s+/i, '')
    .replace(/\s*[:：]$/, '')
    .trim();
}
