import type { Runbook } from '@steadyhand/contracts';
import { cell, columnsOf, lineOf, type Material, moreOf, sectionsWhere } from './material.ts';

type Contact = Runbook['contacts'][number];

const ADDRESS = /[\w.+-]+@[\w-]+\.\w|#[a-z][\w-]{2,}|\+\d[\d ().-]{6,}|pagerduty|opsgenie|slack|\bteams channel\b/i;

/** Whom to reach and how, in tables and in bullets under a heading or label that promises contacts. */
export function readContacts(material: Material): Contact[] {
  const { tables, items, taken, sections } = material;
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
  const found = [...fromTables, ...listed({ items, taken, sections })];
  const seen = new Set(found.map(({ line }) => line));
  const others = mentioned(material).filter(({ line }) => !seen.has(line));
  return [...found, ...others].sort((a, b) => a.line - b.line);
}

const REACHED = /[\w.+-]+@(?:[\w-]+(?:\.[a-z][\w-]+)+)?|(?<![\w/`])#[a-z][\w-]{3,}|\b(?:pagerduty|opsgenie)\b/gi;
const REACHES =
  /\b(?:alert\w*|notif\w*|e-?mails?|recipients?|pag(?:e|es|ed|er|ing)|contact|escalat\w*|on-?call|call|channels?|post|announce|report\w*|outputs?|slack|avisar|contactar)\b/i;

/** Addresses that running text and other tables name as those to be told. */
function mentioned({ tables, items, lines }: Material): Contact[] {
  const fromRows = tables.flatMap(({ rows }) =>
    rows.flatMap(({ line, cells: [role = '', ...others] }) => {
      const channel = others.find((text) => addressesIn(text).length > 0);
      return channel === undefined || !REACHES.test([role, ...others].join(' ')) ? [] : [{ line, role, channel }];
    }),
  );
  const fromItems = items.flatMap(({ section, label, text, line }) => {
    const addresses = addressesIn(text);
    const [first] = addresses;
    if (first === undefined || section.role === 'escalate' || !REACHES.test(`${label ?? ''} ${text}`)) return [];
    return [{ line: lineOf(first, line, lines), role: label ?? section.title, channel: addresses.join(', ') }];
  });
  return [...fromRows, ...fromItems];
}

/** What every address holds, which is found faster. */
const MAY_BE_REACHED = /[@#]|pagerduty|opsgenie/i;

/** Without those of `ssh` and `git`. A product that pages counts where its words speak of people. */
function addressesIn(text: string): string[] {
  if (!MAY_BE_REACHED.test(text)) return [];
  const found = [...text.slice(0, 2000).matchAll(REACHED)].map(([address]) => address);
  const isPaged = /\bon-?call|\bcritical|\bpag(?:e|ed|es)\b/i.test(text);
  return [...new Set(found)].filter((address) =>
    /^(?:pagerduty|opsgenie)$/i.test(address) ? isPaged : !/^git@/.test(address) && !/\bssh\b/.test(text),
  );
}

function listed({ items, taken, sections }: Pick<Material, 'items' | 'taken' | 'sections'>): Contact[] {
  const found: Contact[] = [];
  const promising = sectionsWhere(
    sections,
    ({ title, role }) =>
      role === 'contacts' || /\bcontacts?\b|on-call|\b(?:alert(?:ing)?|notification) channels?\b/i.test(title),
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
