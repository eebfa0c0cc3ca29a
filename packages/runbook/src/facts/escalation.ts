import type { Runbook } from '@steadyhand/contracts';
import { lineage, type Section } from '../markdown/outline.ts';
import { cell, columnsOf, type FactTable, type Item, type Material, moreOf } from './material.ts';

type Escalation = Runbook['escalation'][number];

/** Levels of escalation in tables, lists and headings, and the criteria under which to escalate at all (level `any`). */
export function readEscalation(material: Material): Escalation[] {
  const found = material.tables.flatMap(tableLevels);
  found.push(...headingLevels(material));
  const criteria = new Map<Section, Escalation>();
  const promising = new Set(
    material.sections.filter(({ title, role }) => role === 'escalate' || /when to escalate/i.test(title)),
  );
  for (const item of material.items) {
    const grouped = item.group !== null && /escalat/i.test(item.group);
    if (!(grouped || (item.group === null && promising.has(item.section)))) continue;
    const level = listedLevel(item);
    if (level !== null) found.push(level);
    else if (item.level > 0 && !isLevelHeading(item.section.title)) {
      addCriterion(item, criteria);
      material.taken.add(item.line);
    }
  }
  return [...found, ...criteria.values()].sort((a, b) => a.line - b.line);
}

function tableLevels(table: FactTable): Escalation[] {
  const columns = columnsOf(table, {
    level: /^(?:(?:escalation )?level|nivel|tier|레벨|order|step|role|severity)$/,
    when: /when|criteria|호출 기준|condition/,
    after: /^(?:time|after|sla|timeframe|within|response(?: time)?|응답 목표|wait)/,
    contact: /contact|^(?:team|who|escalate to|담당자|contacto|name|action)$/,
  });
  const inside = isEscalationSection(table.section);
  const isLevels =
    columns.level !== undefined && columns.contact !== undefined && (columns.after ?? columns.when) !== undefined;
  const named = /^(?:(?:escalation )?level|nivel|tier|레벨)$/.test(table.names[columns.level ?? 0] ?? '');
  if (!isLevels || !(inside || named)) return [];
  return table.rows.map((row) => {
    const when = cell(row, columns.when);
    return {
      line: row.line,
      level: cell(row, columns.level) ?? '',
      after: cell(row, columns.after),
      contact: cell(row, columns.contact),
      when: when === null ? [] : [when],
      ...moreOf(table, row, columns),
    };
  });
}

function isEscalationSection(section: Section): boolean {
  return lineage(section).some(({ title, role }) => role === 'escalate' || /escalat|escalac|에스컬/i.test(title));
}

function isLevelHeading(title: string): boolean {
  return /^\W*(?:level|nivel|tier|l)\s*-?\d/i.test(title);
}

/** `### Level 2: Backend (10-30 min)`, with what is done there. */
function headingLevels({ sections, items, taken }: Material): Escalation[] {
  return sections.flatMap((section) => {
    if (!isLevelHeading(section.title) || section.parent === null || !isEscalationSection(section.parent)) return [];
    const [level = '', contact = ''] = section.title.split(/\s*[:–—]\s*|\s-\s/, 2);
    const below = items.filter((item) => item.section === section && item.level > 0);
    for (const { line } of below) taken.add(line);
    const when = below.map(({ text }) => text);
    return [
      {
        line: section.line,
        level: level.trim(),
        after: timeIn(section.title),
        contact: withoutTime(contact) || null,
        when,
      },
    ];
  });
}

/** An item that is a level: `**L1**: …`, `Primary On-Call (15 min)`. */
function listedLevel(item: Item): Escalation | null {
  const { label, text, line, ordered } = item;
  if (item.level === 0) return null;
  if (label !== null && /^\W*(?:L\d|level|tier|primary|secondary|first|second|third|\d)/i.test(label)) {
    return { line, level: label, after: timeIn(label) ?? timeIn(text), contact: text || null, when: [] };
  }
  const whole = label === null ? text : `${label}: ${text}`;
  if (ordered && timeIn(whole) !== null)
    return { line, level: withoutTime(whole), after: timeIn(whole), contact: withoutTime(whole), when: [] };
  return null;
}

function addCriterion({ section, line, label, text }: Item, criteria: Map<Section, Escalation>): void {
  const words = label === null ? text : `${label}: ${text}`;
  const known = criteria.get(section);
  if (known === undefined) criteria.set(section, { line, level: 'any', after: null, contact: null, when: [words] });
  else known.when.push(words);
}

function timeIn(text: string): string | null {
  return /\(([^()]*\d[^()]*(?:min|hour|hr|h\b|m\b|sec|day|\+)[^()]*)\)/i.exec(text)?.[1] ?? null;
}

function withoutTime(text: string): string {
  return text.replace(/\s*\([^()]*\d[^()]*\)/, '').trim();
}
