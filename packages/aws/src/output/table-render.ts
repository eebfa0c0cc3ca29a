/** The drawing half of `--output table`, after awscli/table.py (Apache-2.0). */

const PADDING = 4;

/** One box of a table: a title, then a header and rows. */
export class Section {
  readonly title: string;
  readonly level: number;
  headers: readonly string[] = [];
  rows: (readonly string[])[] = [];

  constructor(title: string, level: number) {
    this.title = title;
    this.level = level;
  }

  addHeader(headers: readonly string[]): void {
    this.headers = headers;
  }

  addRow(row: readonly string[]): void {
    this.rows.push(row);
  }

  private natural(): number[] {
    const widths: number[] = [];
    for (const row of [this.headers, ...this.rows]) {
      for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, textWidth(cell));
    }
    return widths;
  }

  totalWidth(): number {
    const cells = this.natural().reduce((sum, width) => sum + width + PADDING, 0);
    const edges = 2 + this.level * 2;
    return Math.max(textWidth(this.title) + edges, cells + edges);
  }

  /** Column widths scaled so that they fill `total`. */
  columns(total: number): number[] {
    const natural = this.natural().map((width) => width + PADDING);
    const sum = natural.reduce((a, b) => a + b, 0);
    const scaled = natural.map((width) => roundHalfEven((total / sum) * width));
    let excess = scaled.reduce((a, b) => a + b, 0) - total;
    while (excess !== 0 && scaled.length > 0) {
      const step = excess > 0 ? -1 : 1;
      for (let n = 0; n < scaled.length && excess !== 0; n += 1) {
        const i = step < 0 ? n : scaled.length - 1 - n;
        scaled[i] = (scaled[i] ?? 0) + step;
        excess += step;
      }
    }
    return scaled;
  }

  /** A single row under headers becomes a row per header. */
  upright(): Section {
    const [row] = this.rows;
    if (!row || this.rows.length !== 1 || this.headers.length === 0) return this;
    const section = new Section(this.title, this.level);
    for (const [i, header] of this.headers.entries()) section.addRow([header, row[i] ?? '']);
    return section;
  }
}

export function renderSections(sections: readonly Section[], terminalWidth: number): string {
  const widest = (list: readonly Section[]) => Math.max(...list.map((section) => section.totalWidth()));
  const shown = widest(sections) > terminalWidth ? sections.map((section) => section.upright()) : sections;
  const width = widest(shown);
  return `${'-'.repeat(width)}\n${shown.map((section) => renderSection(section, width)).join('')}`;
}

function renderSection(section: Section, maxWidth: number): string {
  const width = maxWidth - section.level * 2;
  const edge = '|'.repeat(section.level);
  const lines: string[] = [];
  if (section.title) {
    lines.push(center(section.title, width, '|'));
    if (section.headers.length === 0 && section.rows.length === 0) lines.push(`+${'-'.repeat(width - 2)}+`);
  }
  const columns = section.columns(width);
  const rule = columns
    .map((column, i) => (i === 0 ? `+${'-'.repeat(column - 2)}+` : `${'-'.repeat(column - 1)}+`))
    .join('');
  if (section.headers.length > 0) {
    lines.push(rule, columns.map((column, i) => center(section.headers[i] ?? '', column, i === 0 ? '|' : '')).join(''));
  }
  if (section.rows.length > 0 && columns.length > 0) {
    const rows = section.rows.map((row) =>
      columns.map((column, i) => left(row[i] ?? '', column, i === 0 ? '|' : '')).join(''),
    );
    lines.push(rule, ...rows, rule);
  }
  return lines.map((line) => `${edge}${line}${edge}\n`).join('');
}

function center(text: string, length: number, leftEdge: string): string {
  const width = textWidth(text);
  const before = Math.max(0, Math.floor(length / 2) - Math.floor(width / 2) - 1);
  const after = Math.max(0, length - 1 - leftEdge.length - before - width);
  return `${leftEdge}${' '.repeat(before)}${text}${' '.repeat(after)}|`;
}

function left(text: string, length: number, leftEdge: string): string {
  const width = textWidth(text);
  const padding = length - (width + 2 + leftEdge.length + 1) >= 0 ? 2 : 0;
  const after = Math.max(0, length - leftEdge.length - padding - width - 1);
  return `${leftEdge}${' '.repeat(padding)}${text}${' '.repeat(after)}|`;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Wide characters (East Asian W and F, Unicode UAX #11, by block) take two columns. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

function textWidth(text: string): number {
  let width = 0;
  for (const char of text) width += WIDE.test(char) ? 2 : 1;
  return width;
}
