import { type AnyNode, childNodes, type ScriptNode, type StatementNode } from './ast.ts';

export interface Place {
  /** The source of the tree, and its first line. */
  text: string;
  line: number;
  /** Takes the lines. */
  lines: Map<AnyNode, number>;
}

/**
 * Finds the line of every statement and simple command of a tree, and visits all of its nodes on the way, each with its
 * line or the one of the next above that has one.
 *
 * The parser's own lines restart inside `$(…)`, and leave out the continued lines (`\` at their end) in it afterwards.
 * A statement keeps its source text, however, which is searched from the statement before it.
 */
export function locate(script: ScriptNode, place: Place, visit: Visit): void {
  new Locator(place, visit).node(script, { line: place.line, shift: place.line - 1 }, place.line);
}

type Visit = (node: AnyNode, line: number) => void;

interface Base {
  /** Of the statement around. */
  line: number;
  /** What is to be added to the parser's own line of a command. */
  shift: number;
}

const SUBSTITUTIONS: ReadonlySet<string> = new Set(['CommandSubstitution', 'ProcessSubstitution', 'ArithCommandSubst']);

class Locator {
  readonly #text: string;
  readonly #firstLine: number;
  readonly #lines: Map<AnyNode, number>;
  readonly #visit: Visit;
  /** Where the search for the next statement begins. */
  #cursor = 0;
  /** Offsets of the statements found so far. */
  readonly #found: number[] = [];

  constructor({ text, line, lines }: Place, visit: Visit) {
    this.#text = text;
    this.#firstLine = line;
    this.#lines = lines;
    this.#visit = visit;
  }

  /** `above` is the line of the node above. */
  node(node: AnyNode, base: Base, above: number): void {
    if (node.type === 'Statement') {
      this.#statement(node, base);
      return;
    }
    const line = node.type === 'SimpleCommand' ? (node.line ?? 1) + base.shift : above;
    if (node.type === 'SimpleCommand') this.#lines.set(node, line);
    this.#visit(node, line);
    if (SUBSTITUTIONS.has(node.type)) this.#substitution(node, base, line);
    else for (const child of childNodes(node)) this.node(child, base, line);
  }

  #statement(node: StatementNode, base: Base): void {
    const source = node.sourceText?.trimEnd() ?? '';
    const offset = source === '' ? -1 : indexOutsideComments(this.#text, source, this.#cursor);
    if (offset !== -1) {
      base.line = this.#lineAt(offset);
      this.#cursor = offset + 1;
      this.#found.push(offset);
    }
    const { line } = base;
    this.#lines.set(node, line);
    this.#visit(node, line);
    const first = node.pipelines[0]?.commands[0];
    if (first?.type === 'SimpleCommand' && first.line !== undefined) base.shift = base.line - first.line;
    for (const child of childNodes(node)) this.node(child, base, line);
    if (offset !== -1) this.#cursor = Math.max(this.#cursor, offset + source.length);
  }

  #substitution(node: AnyNode, base: Base, above: number): void {
    const before = this.#found.length;
    const inner = { line: base.line, shift: base.line - 1 };
    for (const child of childNodes(node)) this.node(child, inner, above);
    const entered = this.#found[before];
    if (entered === undefined) return;
    base.shift += this.#text.slice(entered, this.#cursor).split('\\\n').length - 1;
  }

  #lineAt(offset: number): number {
    let line = this.#firstLine;
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
