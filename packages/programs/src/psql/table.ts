/** Results as psql prints them (src/fe_utils/print.c): aligned with border 1, unaligned, CSV; each expanded or not. */

export interface Printable {
  columns: readonly { name: string; isNumeric: boolean }[];
  rows: readonly (readonly (string | null)[])[];
}

export interface PrintOptions {
  format: 'aligned' | 'unaligned' | 'csv';
  expanded: boolean;
  tuplesOnly: boolean;
  footer: boolean;
  fieldSeparator: string;
  recordSeparator: string;
  csvSeparator: string;
  null: string;
}

export const DEFAULT_PRINT: PrintOptions = {
  format: 'aligned',
  expanded: false,
  tuplesOnly: false,
  footer: true,
  fieldSeparator: '|',
  recordSeparator: '\n',
  csvSeparator: ',',
  null: '',
};

interface Table {
  names: readonly string[];
  isNumeric: readonly boolean[];
  cells: readonly (readonly string[])[];
}

export function printTable({ columns, rows }: Printable, options: PrintOptions): string {
  const table: Table = {
    names: columns.map(({ name }) => name),
    isNumeric: columns.map((column) => column.isNumeric),
    cells: rows.map((row) => row.map((cell) => cell ?? options.null)),
  };
  if (options.format === 'csv') return options.expanded ? csvExpanded(table, options) : csv(table, options);
  if (options.format === 'unaligned')
    return options.expanded ? unalignedExpanded(table, options) : unaligned(table, options);
  return options.expanded ? alignedExpanded(table, options) : aligned(table, options);
}

function footerOf({ cells }: Table, { footer, tuplesOnly }: PrintOptions): string | null {
  return footer && !tuplesOnly ? `(${cells.length} ${cells.length === 1 ? 'row' : 'rows'})` : null;
}

function aligned(table: Table, options: PrintOptions): string {
  const names = table.names.map(linesOf);
  const rows = table.cells.map((row) => row.map(linesOf));
  const widths = names.map((name, i) => widest([...name, ...rows.flatMap((row) => row[i] ?? [])]));
  const out: string[] = [];
  if (!options.tuplesOnly) {
    out.push(...headerLines(names, widths), widths.map((width) => '-'.repeat(width + 2)).join('+') || '--');
  }
  for (const row of rows) out.push(...rowLines(row, widths, table.isNumeric));
  const footer = footerOf(table, options);
  return `${[...out, ...(footer === null ? [] : [footer])].map((text) => `${text}\n`).join('')}\n`;
}

function headerLines(names: readonly (readonly string[])[], widths: readonly number[]): string[] {
  const height = Math.max(0, ...names.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    names
      .map((lines, i) => {
        const text = lines[at] ?? '';
        const space = (widths[i] ?? 0) - displayWidth(text);
        const left = Math.floor(space / 2);
        return ` ${' '.repeat(left)}${text}${' '.repeat(space - left)}${at + 1 < lines.length ? '+' : ' '}`;
      })
      .join('|'),
  );
}

function rowLines(
  cells: readonly (readonly string[])[],
  widths: readonly number[],
  isNumeric: readonly boolean[],
): string[] {
  const height = Math.max(0, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, i) => {
        const isLast = i === cells.length - 1;
        const text = lines[at];
        const goesOn = at + 1 < lines.length;
        const space = ' '.repeat((widths[i] ?? 0) - displayWidth(text ?? ''));
        const mark = goesOn ? '+' : isLast ? '' : ' ';
        if (text === undefined) return ` ${isLast ? '' : space}${mark}`;
        if (isNumeric[i]) return ` ${space}${text}${mark}`;
        return ` ${text}${isLast && !goesOn ? '' : space}${mark}`;
      })
      .join('|'),
  );
}

function alignedExpanded(table: Table, options: PrintOptions): string {
  const footer = footerOf(table, options);
  if (table.cells.length === 0) return `${footer === null ? '' : `${footer}\n`}\n`;
  const names = table.names.map(linesOf);
  const nameWidth = widest(names.flat());
  const dataWidth = widest(table.cells.flat().flatMap(linesOf));
  let out = '';
  for (const [index, row] of table.cells.entries()) {
    if (!options.tuplesOnly) out += recordLine(` RECORD ${index + 1} `, nameWidth, dataWidth);
    else if (index > 0) out += recordLine(null, nameWidth, dataWidth);
    for (const [i, cell] of row.entries()) out += pairLines(names[i] ?? [], linesOf(cell), { nameWidth, dataWidth });
  }
  return `${out}\n`;
}

function recordLine(label: string | null, nameWidth: number, dataWidth: number): string {
  const start = label === null ? '-' : `-[${label}]`;
  let excess = start.length - nameWidth;
  let line = start.padEnd(nameWidth, '-');
  for (const mark of ['-', '+', '-']) if (excess-- <= 0) line += mark;
  return `${line}${'-'.repeat(Math.max(0, dataWidth - Math.max(0, excess)))}\n`;
}

function pairLines(
  name: readonly string[],
  data: readonly string[],
  { nameWidth, dataWidth }: { nameWidth: number; dataWidth: number },
): string {
  const height = Math.max(name.length, data.length);
  return Array.from({ length: height }, (_, at) => {
    const label = name[at] ?? '';
    const text = data[at] ?? '';
    const labelMark = at + 1 < name.length ? '+' : ' ';
    const pad = ' '.repeat(nameWidth - displayWidth(label));
    const left = `${label}${pad}${labelMark}|`;
    if (at >= data.length) return `${left}\n`;
    const isMore = at + 1 < data.length;
    return `${left} ${text}${isMore ? `${' '.repeat(dataWidth - displayWidth(text))}+` : ''}\n`;
  }).join('');
}

function unaligned(table: Table, options: PrintOptions): string {
  const header = options.tuplesOnly ? [] : [table.names];
  const lines = [...header, ...table.cells].map((row) => row.join(options.fieldSeparator));
  const footer = footerOf(table, options);
  if (footer !== null) lines.push(footer);
  return lines.length === 0 ? '' : lines.join(options.recordSeparator) + lastSeparator(options);
}

function unalignedExpanded(table: Table, options: PrintOptions): string {
  const records = table.cells.map((row) =>
    row.map((cell, i) => `${table.names[i]}${options.fieldSeparator}${cell}`).join(options.recordSeparator),
  );
  return records.length === 0 ? '' : records.join(options.recordSeparator.repeat(2)) + lastSeparator(options);
}

/** Whatever divides records, the last one ends with a line, unless they are divided by zero bytes. */
function lastSeparator({ recordSeparator }: PrintOptions): string {
  return recordSeparator === '\0' ? '\0' : '\n';
}

function csv({ names, cells }: Table, { tuplesOnly, csvSeparator }: PrintOptions): string {
  const rows = tuplesOnly ? cells : [names, ...cells];
  return rows.map((row) => `${row.map((cell) => csvField(cell, csvSeparator)).join(csvSeparator)}\n`).join('');
}

function csvExpanded({ names, cells }: Table, { csvSeparator }: PrintOptions): string {
  const pair = (row: readonly string[]): string =>
    row
      .map((cell, i) => `${[names[i] ?? '', cell].map((field) => csvField(field, csvSeparator)).join(csvSeparator)}\n`)
      .join('');
  return cells.map(pair).join('');
}

function csvField(text: string, separator: string): string {
  const isSpecial = text.includes(separator) || /["\r\n]/.test(text) || text === '\\.';
  return isSpecial ? `"${text.replaceAll('"', '""')}"` : text;
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) =>
      line.replace(/\t|\r/g, (char, at: number) =>
        char === '\r' ? '\\r' : ' '.repeat(8 - (displayWidth(line.slice(0, at)) % 8)),
      ),
    );
}

function widest(lines: readonly string[]): number {
  return lines.reduce((width, line) => Math.max(width, displayWidth(line)), 0);
}

/** Columns of a terminal; East Asian wide characters and emoji take two, combining marks none. */
function displayWidth(text: string): number {
  let width = 0;
  for (const char of text) width += /\p{Mn}|\p{Me}|\p{Cf}/u.test(char) ? 0 : isWide(char.codePointAt(0) ?? 0) ? 2 : 1;
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}
