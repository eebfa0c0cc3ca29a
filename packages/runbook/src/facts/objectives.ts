import type { Runbook } from '@steadyhand/contracts';
import { cell, type FactTable, type Material, moreOf } from './material.ts';

type Objectives = Runbook['objectives'];
type Each = NonNullable<Objectives['each']>[number];

/** How long recovery may take (RTO) and how much data may be lost (RPO). */
export function readObjectives({ items, tables }: Material): Objectives {
  const each: Each[] = tables.flatMap((table) => {
    const [rto, rpo] = [
      table.names.findIndex((name) => /\brto\b/.test(name)),
      table.names.findIndex((name) => /\brpo\b/.test(name)),
    ];
    if (rto < 0 && rpo < 0) return namedRows(table);
    return table.rows.map((row) => ({
      line: row.line,
      subject: row.cells[0] ?? '',
      rto: cell(row, at(rto)),
      rpo: cell(row, at(rpo)),
      ...moreOf(table, row, { subject: 0, rto: at(rto), rpo: at(rpo) }),
    }));
  });
  for (const { section, label, text, line } of items) {
    for (const [kind, value] of promises(label, text)) {
      each.push({
        line,
        subject: section.title,
        rto: kind === 'rto' ? value : null,
        rpo: kind === 'rpo' ? value : null,
      });
    }
  }
  const first = (kind: 'rto' | 'rpo'): string | null => each.find((one) => one[kind] !== null)?.[kind] ?? null;
  return { rto: first('rto'), rpo: first('rpo'), ...(each.length > 0 ? { each } : {}) };
}

/** `| RTO | < 15 minutes |` in a table of properties. */
function namedRows({ section, rows }: FactTable): Each[] {
  return rows.flatMap(({ line, cells: [name = '', value = ''] }) => {
    const kind = /^(rto|rpo)\b/i.exec(name)?.[1]?.toLowerCase();
    if (kind === undefined || value === '') return [];
    return [{ line, subject: section.title, rto: kind === 'rto' ? value : null, rpo: kind === 'rpo' ? value : null }];
  });
}

function at(index: number): number | undefined {
  return index < 0 ? undefined : index;
}

function promises(label: string | null, text: string): ['rto' | 'rpo', string][] {
  const named = /\b(RTO|RPO)\b|recovery (time|point) objective/i.exec(label ?? '');
  if (named !== null && /\d|none|zero|immediate|near/i.test(text)) return [[kindOf(named), text]];
  if (!/\bR[TP]O\b/i.test(text)) return [];
  return [
    ...text
      .slice(0, 600)
      .matchAll(
        /\b(RTO|RPO)\b(?:\s*\([^)]*\))?\s*(?:is|of|[:=~<≤]|target)?\s*((?:[<≤~]\s*)?\d[\d.]*\s*(?:s|sec|seconds?|m|min|minutes?|h|hours?|days?)\b)/gi,
      ),
  ].map((match) => [kindOf(match), match[2] ?? '']);
}

function kindOf(match: RegExpExecArray | RegExpMatchArray): 'rto' | 'rpo' {
  return /^rto$/i.test(match[1] ?? '') || match[2] === 'time' ? 'rto' : 'rpo';
}
