import type { Runbook } from '@steadyhand/contracts';
import { cell, columnsOf, type Material, moreOf } from './material.ts';

/** Tables of services: a name beside a port, a health path or a purpose. */
export function readServices({ tables }: Material): Runbook['services'] {
  return tables.flatMap((table) => {
    const columns = columnsOf(table, {
      port: /^(?:ports?|puerto)$/,
      health: /health|^(?:host )?endpoint$/,
      purpose: /^(?:purpose|description|role|function|responsibility|proposito|what's there)$/,
      name: /^(?:service|component|container|servicio|app|application|layer)(?: name)?$/,
    });
    const isServices = columns.name !== undefined && (columns.port ?? columns.health ?? columns.purpose) !== undefined;
    if (!isServices) return [];
    return table.rows.map((row) => ({
      line: row.line,
      name: cell(row, columns.name) ?? '',
      purpose: cell(row, columns.purpose),
      port: portIn(cell(row, columns.port) ?? cell(row, columns.health) ?? ''),
      health: cell(row, columns.health),
      ...moreOf(table, row, columns),
    }));
  });
}

function portIn(text: string): number | null {
  const digits = /(?:^|:)(\d{2,5})\b/.exec(text)?.[1];
  return digits === undefined || Number(digits) > 65535 ? null : Number(digits);
}
