import type { Runbook } from '@steadyhand/contracts';
import { cell, columnsOf, type Material, moreOf, sectionsWhere } from './material.ts';

/** What parts of a system cost, in tables and in bullets under a heading that says so. */
export function readCosts({ items, tables, sections }: Material): Runbook['costs'] {
  const fromTables = tables.flatMap((table) => {
    const columns = columnsOf(table, { monthly: /cost|monthly|price|costo/, item: /./ });
    if (columns.monthly === undefined || !table.rows.some((row) => /[$€£]\s?\d/.test(cell(row, columns.monthly) ?? '')))
      return [];
    return table.rows.map((row) => ({
      line: row.line,
      item: cell(row, columns.item) ?? '',
      monthly: cell(row, columns.monthly) ?? '',
      ...moreOf(table, row, columns),
    }));
  });
  const promising = sectionsWhere(sections, ({ title }) => /\bcosts?\b|pricing|costos?/i.test(title));
  const fromItems = items.flatMap(({ section, label, text, line }) => {
    const promised = promising.has(section);
    return promised && label !== null && /[$€£]\s?\d/.test(text) ? [{ line, item: label, monthly: text }] : [];
  });
  return [...fromTables, ...fromItems].sort((a, b) => a.line - b.line);
}
