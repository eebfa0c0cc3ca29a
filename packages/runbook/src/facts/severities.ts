import type { Runbook } from '@steadyhand/contracts';
import { simplify } from '../vocabulary.ts';
import { cell, columnsOf, type FactTable, type Material, moreOf } from './material.ts';

type Severity = Runbook['severities'][number];

const LEVEL = /^\W*((?:P|S|SEV-?\s?|Severity |Priority )[0-5]\b|critical\b|high\b|medium\b|low\b|major\b|minor\b)/i;

/** Severity levels in tables, and in bullets or labels under a heading that says so. */
export function readSeverities({ tables, items, taken, sections }: Material): Severity[] {
  const found = tables.flatMap(tableSeverities);
  const promising = new Set(sections.filter(({ role }) => role === 'severity'));
  let current: Severity | null = null;
  let owner: unknown = null;
  for (const { section, label, text, line } of items) {
    if (section !== owner) current = null;
    owner = section;
    if (!promising.has(section)) continue;
    if (label !== null && LEVEL.test(label)) {
      current = { line, level: label, meaning: text, respondWithin: responseIn(text) };
      found.push(current);
    } else if (current !== null) {
      taken.add(line);
      if (/response time|respond/i.test(label ?? '')) current.respondWithin ??= text;
      else current.meaning = [current.meaning, label === null ? text : `${label}: ${text}`].filter(Boolean).join('; ');
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

function tableSeverities(table: FactTable): Severity[] {
  const columns = columnsOf(table, {
    level: /^(?:severity|severities|severidad|severidade|sev|priority|level)(?: level)?$/,
    respond: /response|acknowledge|respond|sla|tiempo|time/,
    meaning: /description|definition|meaning|impact|criteria|symptoms?|sintoma|what it means|example/,
  });
  const isLevels = columns.level === 0 && (columns.meaning ?? columns.respond) !== undefined;
  if (!isLevels || table.names.some((name) => /^(?:team|who|담당자)$/.test(name))) return [];
  if (!table.rows.every((row) => LEVEL.test(simplify(row.cells[0] ?? '')))) return [];
  return table.rows.map((row) => ({
    line: row.line,
    level: cell(row, columns.level) ?? '',
    meaning: cell(row, columns.meaning) ?? '',
    respondWithin: cell(row, columns.respond),
    ...moreOf(table, row, columns),
  }));
}

function responseIn(text: string): string | null {
  return /(?:response(?: time)?|respond within)\s*:?\s*([^;,.()]+)/i.exec(text)?.[1]?.trim() ?? null;
}
