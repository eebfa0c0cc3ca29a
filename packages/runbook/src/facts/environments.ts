import { lineage } from '../markdown/outline.ts';
import { cell, type Material } from './material.ts';

const NAMES =
  /^(?:dev(?:elopment)?|test(?:ing)?|qa|uat|stag(?:e|ing)|pre-?prod(?:uction)?|prod(?:uction)?|sandbox|demo|dr)$/i;

/** As a label of its own it is one wherever it stands: `Production: https://…`. */
const PLAIN = /^(?:dev(?:elopment)?|qa|uat|stag(?:e|ing)|pre-?prod(?:uction)?|prod(?:uction)?|sandbox)$/i;

/** The environment that a label names. */
export function environmentIn(label: string): string | null {
  return label.split(/[\s()/]+/).find((word) => NAMES.test(word)) ?? null;
}

/** Names of environments: under such a heading or label, in such a column, and as the values of a variable in a shell block. */
export function readEnvironments({ items, tables, lines }: Material): string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    const clean = name.trim().replace(/^["'`]|["'`]$/g, '');
    if (/^[\w-]{2,30}$/.test(clean)) found.add(clean);
  };
  for (const { section, group, label, text, level } of items) {
    if (level === 0) continue;
    const promised = /^\W*(?:environments?|entornos|ambientes)\b/i.test(group ?? lineage(section)[0]?.title ?? '');
    if (label !== null && (promised || PLAIN.test(label))) add(label);
    else if (promised && /^[\w-]+$/.test(text)) add(text);
  }
  for (const table of tables) {
    const column = table.names.findIndex((name) => /^(?:environments?|entorno|stack)$/.test(name));
    if (column >= 0) for (const row of table.rows) add(cell(row, column) ?? '');
  }
  for (const line of lines) if (line.includes('=')) for (const name of assigned(line)) add(name);
  return [...found];
}

/** `STACK="dev"  # or 1k-dau, 10k-dau, etc.` */
function assigned(line: string): string[] {
  if (line.length > 300) return [];
  const match =
    /^\s*(?:export\s+)?(?:STACK|ENV|ENVIRONMENT|STAGE|DEPLOY_ENV|\w+_(?:ENV|ENVIRONMENT|STAGE))=["']?([\w-]+)["']?\s*(?:#\s*(.*))?$/.exec(
      line,
    );
  if (match?.[1] === undefined) return [];
  const others =
    /^(?:or|also|e\.g\.|one of)\b:?\s*(.*)$/i.exec(match[2] ?? '')?.[1] ??
    /^[\w-]+(?:\s*[,|/]\s*[\w-]+)+$/.exec(match[2] ?? '')?.[0] ??
    '';
  return [
    match[1],
    ...others.split(/\s*(?:,|\||\/|\bor\b)\s*/).filter((name) => name !== '' && !/^etc\.?$/.test(name)),
  ];
}
