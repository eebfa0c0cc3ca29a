/**
 * Which headings are procedures and which are parts of one.
 *
 * - A heading is a *part* when its words say what part it is (`Symptoms`, `Resolution`), when it is a numbered step, or
 *   when it is one way of several (`Option A`), unless it holds whole incidents itself (`Troubleshooting` over
 *   `Issue: …`).
 * - A heading is a *head* when its parts include one that only makes sense with the others (`Symptoms`,
 *   `Investigation`), two steps, or two ways. A head takes its parts in; all other headings stand for themselves.
 * - The title of a document is a head only when most of what it stands over are parts of two kinds.
 */
import type { RootContent } from 'mdast';
import type { Section } from './markdown/outline.ts';
import { hasLabel, splitLabels } from './markdown/text.ts';
import { isAlternativeTitle, isCore, isStepTitle, type Role, roleOf } from './vocabulary.ts';

/** Facts of the whole document, never parts of one procedure. */
const FACTS: ReadonlySet<Role> = new Set(['toc', 'contacts', 'severity', 'reference']);

/** The sections below `section` that belong to the same procedure as it. */
export function partsOf(section: Section): readonly Section[] {
  section.known.parts ??= findParts(section);
  return section.known.parts;
}

function findParts(section: Section): Section[] {
  const parts = section.children.filter((child) => isPart(child));
  return isHead(section, parts) ? parts : [];
}

function isPart(section: Section): boolean {
  if (section.children.some((child) => describesIncident(child) || child.children.some(describesIncident)))
    return false;
  const { role } = section;
  if (role !== null) return !FACTS.has(role);
  return isNumberedStep(section) || isAlternativeTitle(section.title);
}

/** `### 1. Verify the outage` is a step, `## 1. Daily operations` under the title a chapter, `## Step 1: …` always a step. */
function isNumberedStep({ title, parent }: Section): boolean {
  if (!isStepTitle(title)) return false;
  return !/^\W*\d/.test(title) || (parent?.depth ?? 0) > 1;
}

function isHead(section: Section, parts: readonly Section[]): boolean {
  const core = new Set(parts.map(({ role }) => role).filter(isCore));
  const steps = parts.filter(isNumberedStep).length;
  if (section.depth > 1)
    return core.size > 0 || steps > 1 || parts.filter(({ title }) => isAlternativeTitle(title)).length > 1;
  return steps > 1 || (core.size > 1 && parts.length * 2 >= section.children.length);
}

/** Whether a section tells of one incident: its own headings or labels name symptoms, or both diagnosis and remedy. */
function describesIncident(section: Section): boolean {
  section.known.describesIncident ??= tellsOfIncident(section);
  return section.known.describesIncident;
}

function tellsOfIncident(section: Section): boolean {
  const roles = new Set<Role | null>([
    ...section.children.map(({ role }) => role),
    ...section.body.flatMap(labelRoles),
  ]);
  if (roles.has('symptoms')) return true;
  return roles.has('resolve') && (roles.has('investigate') || roles.has('triggers'));
}

/** The roles of the bold labels of a node and of the items of a list. */
function labelRoles(node: RootContent): (Role | null)[] {
  if (node.type === 'list') {
    return node.children.flatMap(({ children: [first] }) => (first === undefined ? [] : labelRoles(first)));
  }
  if (node.type !== 'paragraph' || !hasLabel(node)) return [];
  return splitLabels(node).map(({ label }) => (label === null ? null : roleOf(label)));
}
