/** Tables and running items of a document in the shape in which facts are looked for. */
import type { Code, List, Nodes, Paragraph, RootContent, Table } from 'mdast';
import { type Section, walk } from '../markdown/outline.ts';
import { firstLine, lastLine, plain, splitLabels } from '../markdown/text.ts';
import { simplify } from '../vocabulary.ts';

export interface FactRow {
  line: number;
  cells: string[];
}

export interface FactTable {
  section: Section;
  /** The bold label above it, on a line of its own. */
  group: string | null;
  line: number;
  endLine: number;
  /** As they stand, and simplified. */
  titles: string[];
  names: string[];
  rows: FactRow[];
}

/** A paragraph's part or the words of a list item. */
export interface Item {
  section: Section;
  line: number;
  /** The bold label above it, on a line of its own. */
  group: string | null;
  /** The words of the item that its list stands below. */
  parent: string | null;
  /** Its own label: bold, or before a colon. */
  label: string | null;
  /** What follows the label. */
  text: string;
  /** 0 for a paragraph, 1 for an item of a list, 2 for one below that. */
  level: number;
  ordered: boolean;
}

export interface FactFence {
  section: Section;
  /** First line of its text. */
  line: number;
  tag: string;
  text: string;
}

export interface Material {
  root: Section;
  sections: Section[];
  tables: FactTable[];
  items: Item[];
  fences: FactFence[];
  /** The document's lines. */
  lines: readonly string[];
  /** Lines whose words went into a fact that stands at another line. */
  taken: Set<number>;
}

export function readMaterial(root: Section, lines: readonly string[]): Material {
  const sections = walk(root);
  const material: Material = { root, sections, tables: [], items: [], fences: [], lines, taken: new Set() };
  for (const section of sections) new Collector(section, material).nodes(section.body, 0, false);
  return material;
}

class Collector {
  #section: Section;
  #material: Material;
  #group: string | null = null;
  #parent: string | null = null;

  constructor(section: Section, material: Material) {
    this.#section = section;
    this.#material = material;
  }

  nodes(nodes: readonly RootContent[], level: number, ordered: boolean): void {
    for (const node of nodes) this.#node(node, level, ordered);
  }

  #node(node: RootContent, level: number, ordered: boolean): void {
    if (node.type === 'paragraph') this.#paragraph(node, level, ordered);
    else if (node.type === 'list') this.#list(node, level);
    else if (node.type === 'table') this.#table(node);
    else if (node.type === 'code') this.#fence(node);
    else if (node.type === 'blockquote') this.nodes(node.children, level, ordered);
  }

  #list(list: List, level: number): void {
    const above = this.#parent;
    for (const { children } of list.children) {
      const [lead, ...rest] = children;
      this.#parent = above;
      if (lead !== undefined) this.#node(lead, level + 1, list.ordered === true);
      if (lead?.type === 'paragraph') this.#parent = plain(lead).replace(/\s*[:：]$/, '');
      this.nodes(rest, level + 1, list.ordered === true);
    }
    this.#parent = above;
  }

  #paragraph(paragraph: Paragraph, level: number, ordered: boolean): void {
    for (const part of splitLabels(paragraph)) {
      const [label, text] = part.label === null ? beforeColon(part.text) : [part.label, part.text];
      if (level === 0 && part.label !== null && text === '') this.#group = part.label;
      this.#material.items.push({
        section: this.#section,
        line: part.line,
        group: this.#group,
        parent: this.#parent,
        label,
        text,
        level,
        ordered,
      });
    }
  }

  #fence(node: Code): void {
    const { lang, value: text } = node;
    this.#material.fences.push({ section: this.#section, line: firstLine(node) + 1, tag: lang ?? '', text });
  }

  #table(table: Table): void {
    const [header, ...rows] = table.children;
    const titles = header?.children.map((cell) => plain(cell as Nodes)) ?? [];
    this.#material.tables.push({
      section: this.#section,
      group: this.#group,
      line: firstLine(table),
      endLine: lastLine(table),
      titles,
      names: titles.map(simplify),
      rows: rows.map((row) => ({ line: firstLine(row), cells: row.children.map((cell) => plain(cell)) })),
    });
  }
}

function beforeColon(text: string): [string | null, string] {
  const match = /^([^:：.`]{2,60})[:：](?:\s+|$)(?!\/\/)/.exec(text);
  return match?.[1] === undefined ? [null, text] : [match[1].trim(), text.slice(match[0].length)];
}

/** The line on which words of a paragraph stand that begins at `line`. */
export function lineOf(words: string, line: number, lines: readonly string[]): number {
  const wanted = words.trim();
  for (let at = line; at < line + 40; at += 1) {
    const text = lines[at - 1];
    if (text === undefined || text.trim() === '') break;
    if (text.includes(wanted)) return at;
  }
  return line;
}

/** The columns of a table by what their headings match; each column is given once. */
export function columnsOf<K extends string>(table: FactTable, wanted: Record<K, RegExp>): Partial<Record<K, number>> {
  const taken = new Set<number>();
  const found: Partial<Record<K, number>> = {};
  for (const key of Object.keys(wanted) as K[]) {
    const at = table.names.findIndex((name, i) => !taken.has(i) && wanted[key].test(name));
    if (at < 0) continue;
    taken.add(at);
    found[key] = at;
  }
  return found;
}

/** A cell's text; null where there is none, or only a dash. */
export function cell(row: FactRow, column: number | undefined): string | null {
  const text = column === undefined ? undefined : row.cells[column];
  return text === undefined || /^[-–—]?$/.test(text) ? null : text;
}

/** The columns that `used` does not name, by heading. */
export function moreOf(
  table: FactTable,
  row: FactRow,
  used: Partial<Record<string, number>>,
): { more?: Record<string, string> } {
  const taken = new Set(Object.values(used));
  const more: Record<string, string> = {};
  for (const [i, text] of row.cells.entries()) {
    if (!taken.has(i) && text !== '') more[table.titles[i] ?? `column ${i + 1}`] = text;
  }
  return Object.keys(more).length > 0 ? { more } : {};
}

/** The sections whose own title, or one above, is such a title. */
export function sectionsWhere(sections: readonly Section[], matches: (section: Section) => boolean): Set<Section> {
  const found = new Set<Section>();
  for (const section of sections) {
    if ((section.parent !== null && found.has(section.parent)) || matches(section)) found.add(section);
  }
  return found;
}
