import type { Runbook } from '@steadyhand/contracts';
import { roleOf } from '../vocabulary.ts';
import { cell, columnsOf, type Material, moreOf, sectionsWhere } from './material.ts';

type Contact = Runbook['contacts'][number];

const ADDRESS = /[\w.+-]+@[\w-]+\.\w|#[a-z][\w-]{2,}|\+\d[\d ().-]{6,}|pagerduty|opsgenie|slack|\bteams channel\b/i;

/** Whom to reach and how, in tables and in bullets under a heading or label that promises contacts. */
export function readContacts({ tables, items, taken, sections }: Material): Contact[] {
  const fromTables = tables.flatMap((table) => {
    const columns = columnsOf(table, {
      channel: /^(?:(?:primary )?contact|channel|slack|email|phone|e-mail|contacto|how to reach|담당자)\b/,
      role: /^(?:role|level|nivel|team|name|service|contact|severity|who|person|레벨|escalation|area)\b/,
    });
    if (columns.channel === undefined) return [];
    if (columns.role === undefined) columns.role = columns.channel === 0 ? 1 : 0;
    return table.rows.map((row) => ({
      line: row.line,
      role: cell(row, columns.role) ?? '',
      channel: cell(row, columns.channel) ?? '',
      ...moreOf(table, row, columns),
    }));
  });
  return [...fromTables, ...listed({ items, taken, sections })].sort((a, b) => a.line - b.line);
}

function listed({ items, taken, sections }: Omit<Material, 'tables' | 'root'>): Contact[] {
  const found: Contact[] = [];
  const promising = sectionsWhere(
    sections,
    (title) => roleOf(title) === 'contacts' || /\bcontacts?\b|on-call/i.test(title),
  );
  let current: { group: string; contact: Contact } | null = null;
  for (const { section, group, label, text, line, level } of items) {
    if (current !== null && current.group !== group) current = null;
    const promised = promising.has(section);
    const grouped = group !== null && /contact|on-call/i.test(group);
    if (current !== null && label !== null && /time|after|hours|escalat|availab/i.test(label)) {
      current.contact.more = { ...current.contact.more, [label]: text };
      taken.add(line);
    } else if (label !== null) {
      const isContact =
        text !== '' &&
        label.length <= 60 &&
        !/account|region/i.test(label) &&
        (level > 0 ? promised || grouped || ADDRESS.test(text) : ADDRESS.test(text));
      if (isContact) found.push({ line, role: label, channel: text });
    } else if (grouped && level > 0) {
      current = { group, contact: { line, role: group, channel: text } };
      found.push(current.contact);
    }
  }
  return found;
}
