import { type AnyNode, childNodes, type ScriptNode } from './ast.ts';

/**
 * The line, 1-based within `text`, of every statement and simple command of its tree.
 *
 * The parser's own lines restart inside `$(…)`. A statement keeps its source text, however, which is searched from
 * the statement before it; within one statement the parser's lines are right relative to one another.
 */
export function locate(script: ScriptNode, text: string): ReadonlyMap<AnyNode, number> {
  const lines = new Map<AnyNode, number>();
  let cursor = 0;

  const visit = (node: AnyNode, base: { line: number; own: number | null }): void => {
    if (node.type === 'Statement') {
      const source = node.sourceText?.trimEnd() ?? '';
      const offset = source === '' ? -1 : indexOutsideComments(text, source, cursor);
      const line = offset === -1 ? base.line : lineAt(text, offset);
      lines.set(node, line);
      if (offset !== -1) cursor = offset + 1;
      const inner = { line, own: null };
      for (const child of childNodes(node)) visit(child, inner);
      if (offset !== -1) cursor = Math.max(cursor, offset + source.length);
      return;
    }
    if (node.type === 'SimpleCommand') {
      base.own ??= node.line ?? null;
      lines.set(node, base.line + Math.max(0, (node.line ?? 0) - (base.own ?? 0)));
    }
    for (const child of childNodes(node)) visit(child, base);
  };

  visit(script, { line: 1, own: null });
  return lines;
}

function indexOutsideComments(text: string, wanted: string, from: number): number {
  let found = text.indexOf(wanted, from);
  while (found !== -1 && /^\s*#/.test(text.slice(text.lastIndexOf('\n', found) + 1, found))) {
    found = text.indexOf(wanted, found + 1);
  }
  return found;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i += 1) if (text.charCodeAt(i) === 10) line += 1;
  return line;
}
