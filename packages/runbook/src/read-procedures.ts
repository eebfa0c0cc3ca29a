/** Reads the procedures of a document: from headings, or from the document itself where it has none. */
import type { DraftProcedure } from './draft.ts';
import { lineage, type Section, titleSection } from './markdown/outline.ts';
import { ProcedureReader } from './procedure-reader.ts';
import type { Reading } from './reading.ts';
import { partsOf } from './sections.ts';
import { slugOf } from './slug.ts';
import { alarmOf } from './triggers.ts';

export function readProcedures(root: Section, title: string, reading: Reading): DraftProcedure[] {
  const top = titleSection(root);
  let previous: ProcedureReader | null = null;
  const visit = (section: Section): void => {
    if (previous !== null && section.children.length === 0 && section.role === 'expected') {
      previous.part(section);
      return;
    }
    const draft = draftOf(section, section === root ? title : section.title, top);
    reading.procedures.push(draft);
    previous = new ProcedureReader(reading, draft);
    previous.read();
    const parts = new Set(partsOf(section));
    draft.endLine = ownEnd(section, parts);
    for (const child of section.children) if (!parts.has(child)) visit(child);
  };
  visit(root);
  return reading.procedures.filter(isProcedure);
}

function draftOf(section: Section, title: string, top: Section | null): DraftProcedure {
  const above = lineage(section).reverse();
  const named = above.length > 1 && above[0] === top ? above.slice(1) : above;
  const path = named.map((at) => slugOf(at.title));
  return {
    section,
    title: title.replace(/^\W*(?:runbook|issue|alert)\s*:\s*/i, ''),
    path: path.length > 0 ? path : [slugOf(title)],
    line: section.line,
    endLine: section.endLine,
    triggers: [],
    symptoms: [],
    severity: null,
    steps: [],
    symptomLines: [],
  };
}

/** The last line before the first section below that is a procedure of its own. */
function ownEnd(section: Section, parts: ReadonlySet<Section>): number {
  const other = section.children.find((child) => !parts.has(child));
  return other === undefined ? section.endLine : Math.max(section.line, other.line - 1);
}

function isProcedure({ steps, symptoms, triggers, title, section }: DraftProcedure): boolean {
  return steps.length > 0 || symptoms.length > 0 || triggers.length > 0 || alarmOf(title, section) !== null;
}
