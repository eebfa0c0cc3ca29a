import { type AnyNode, childNodes, type ScriptNode, type StatementNode } from './ast.ts';

/**
 * The line, 1-based within `text`, of every statement and simple command of its tree.
 *
 * The parser's own lines restart inside `$(…)`, and leave out the continued lines (`\` at their end) in it afterwards.
 * A statement keeps its source text, however, which is searched from the statement before it.
 */
export function locate(script: ScriptNode, text: string): ReadonlyMap<AnyNode, number> {
  const locator = new Locator(text);
  locator.visit(script, { line: 1, shift: 0 });
  return locator.lines;
}

interface Base {
  /** Of the statement around. */
  line: number;
  /** What is to be added to the parser's own line of a command. */
  shift: number;
}

const SUBSTITUTIONS: ReadonlySet<string> = new Set(['CommandSubstitution', 'ProcessSubstitution', 'ArithCommandSubst']);

class Locator {
  readonly lines = new Map<AnyNode, number>();
  readonly #text: string;
  /** Where the search for the next statement begins. */
  #cursor = 0;
  /** Offsets of the statements found so far. */
  readonly #found: number[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  visit(node: AnyNode, base: Base): void {
    if (node.type === 'Statement') this.#statement(node, base);
    else if (SUBSTITUTIONS.has(node.type)) this.#substitution(node, base);
    else {
      if (node.type === 'SimpleCommand') this.lines.set(node, (node.line ?? 1) + base.shift);
      for (const child of childNodes(node)) this.visit(child, base);
    }
  }

  #statement(node: StatementNode, base: Base): void {
    const source = node.sourceText?.trimEnd() ?? '';
    const offset = source === '' ? -1 : indexOutsideComments(this.#text, source, this.#cursor);
    if (offset !== -1) {
      base.line = this.#lineAt(offset);
      this.#cursor = offset + 1;
      this.#found.push(offset);
    }
    this.lines.set(node, base.line);
    const first = node.pipelines[0]?.commands[0];
    if (first?.type === 'SimpleCommand' && first.line !== undefined) base.shift = base.line - first.line;
    for (const child of childNodes(node)) this.visit(child, base);
    if (offset !== -1) this.#cursor = Math.max(this.#cursor, offset + source.length);
  }

  #substitution(node: AnyNode, base: Base): void {
    const before = this.#found.length;
    const inner = { line: base.line, shift: base.line - 1 };
    for (const child of childNodes(node)) this.visit(child, inner);
    const entered = this.#found[before];
    if (entered === undefined) return;
    base.shift += this.#text.slice(entered, this.#cursor).split('\\\n').length - 1;
  }

  #lineAt(offset: number): number {
    let line = 1;
    for (let i = 0; i < offset; i += 1) if (this.#text.charCodeAt(i) === 10) line += 1;
    return line;
  }
}

function indexOutsideComments(text: string, wanted: string, from: number): number {
  let found = text.indexOf(wanted, from);
  while (found !== -1 && /^\s*#/.test(text.slice(text.lastIndexOf('\n', found) + 1, found))) {
    found = text.indexOf(wanted, found + 1);
  }
  return found;
}
