/** The nodes of a text: what markdown-it makes of it, on the lines of the document. */
import type { MarkdownIt, Token } from 'markdown-it';
import type { Link, LinkReference, Nodes, PhrasingContent, Text } from 'mdast';
import { bareAddresses } from './addresses.ts';
import type { Environment } from './parser.ts';

/** Marks within marks beyond which they change nothing. */
const DEEPEST = 24;

/** Without one of these a text is nothing but text. */
const MARKED = /[\\`*_[<&\n@]|~~|:\/\/|www\./i;

export type Position = NonNullable<Nodes['position']>;

/** Nobody asks for columns: they are 1. */
export function placeOf(line: number, endLine = line): Position {
  return { start: { line, column: 1 }, end: { line: endLine, column: 1 } };
}

/** Reads texts of one document. */
export class InlineReader {
  readonly #md: MarkdownIt;
  readonly #env: Environment;

  constructor(md: MarkdownIt, env: Environment) {
    this.#md = md;
    this.#env = env;
  }

  /** `line` is where the text begins. */
  read(text: string, line: number): PhrasingContent[] {
    if (!MARKED.test(text)) return text === '' ? [] : [textOf(text, line)];
    const tokens: Token[] = [];
    this.#md.inline.parse(text, this.#md, this.#env, tokens);
    const builder = new Builder(text, line);
    for (const token of tokens) {
      if (token.type === 'image') builder.image(token, this.#altOf(token));
      else builder.add(token);
    }
    const nodes = builder.close();
    return /@|www\./i.test(text) ? withBareAddresses(nodes) : nodes;
  }

  #altOf({ children }: Token): string {
    return this.#md.renderer.renderInlineAsText(children ?? [], this.#md.options, this.#env);
  }
}

class Builder {
  readonly #text: string;
  #line: number;
  /** Up to where the line ends of the text are counted. */
  #counted = 0;
  /** The children of what is open, the outermost first. */
  readonly #open: PhrasingContent[][] = [[]];
  #ignored = 0;
  #linked = 0;

  constructor(text: string, line: number) {
    this.#text = text;
    this.#line = line;
  }

  add(token: Token): void {
    const line = this.#lineOf(token.map?.[0] ?? this.#counted);
    switch (token.type) {
      case 'softbreak':
        this.#addText('\n', line);
        return;
      case 'hardbreak':
        this.#push({ type: 'break', position: placeOf(line, line + 1) });
        return;
      case 'code_inline': {
        const value = this.#codeOf(token);
        this.#push({ type: 'inlineCode', value, position: placeOf(line, line + linesIn(value)) });
        return;
      }
      case 'html_inline':
        this.#push({ type: 'html', value: token.content, position: placeOf(line, line + linesIn(token.content)) });
        return;
      default:
        if (token.nesting > 0) this.#enter(token, line);
        else if (token.nesting < 0) this.#leave(token, line);
        else this.#addText(token.content, line);
    }
  }

  image(token: Token, alt: string): void {
    const position = placeOf(this.#lineOf(token.map?.[0] ?? this.#counted));
    const label = token.meta?.label;
    if (typeof label === 'string')
      this.#push({ type: 'imageReference', identifier: label, label, alt, referenceType: 'full', position });
    else this.#push({ type: 'image', url: String(token.attrGet('src')), alt, position });
  }

  close(): PhrasingContent[] {
    return this.#open[0] ?? [];
  }

  #enter(token: Token, line: number): void {
    const isLink = token.type === 'link_open';
    // A mail or address in a link's text is part of that text.
    if ((isLink && this.#linked > 0) || this.#open.length > DEEPEST || this.#ignored > 0) {
      this.#ignored += 1;
      return;
    }
    const position = placeOf(line);
    const children: PhrasingContent[] = [];
    if (isLink) {
      this.#linked += 1;
      this.#push(linkOf(token, children, position));
    } else if (token.type === 'strong_open') this.#push({ type: 'strong', children, position });
    else if (token.type === 'em_open') this.#push({ type: 'emphasis', children, position });
    else this.#push({ type: 'delete', children, position });
    this.#open.push(children);
  }

  #leave({ type }: Token, line: number): void {
    if (this.#ignored > 0) {
      this.#ignored -= 1;
      return;
    }
    this.#open.pop();
    if (type === 'link_close') this.#linked -= 1;
    const left = this.#open.at(-1)?.at(-1);
    if (left?.position !== undefined) left.position.end.line = line;
  }

  #push(node: PhrasingContent): void {
    this.#open.at(-1)?.push(node);
  }

  /** Joins the text to the text before it. */
  #addText(text: string, line: number): void {
    if (text === '') return;
    const siblings = this.#open.at(-1);
    const last = siblings?.at(-1);
    if (last?.type === 'text') {
      last.value += text;
      if (last.position !== undefined) last.position.end.line = line + linesIn(text);
    } else siblings?.push(textOf(text, line));
  }

  #lineOf(at: number): number {
    for (let i = this.#text.indexOf('\n', this.#counted); i >= 0 && i < at; i = this.#text.indexOf('\n', i + 1)) {
      this.#line += 1;
      this.#counted = i + 1;
    }
    return this.#line;
  }

  /** Code as it is written, with its line ends; markdown-it makes them blanks. */
  #codeOf({ content, markup, map }: Token): string {
    const start = (map?.[0] ?? 0) + markup.length;
    const code = this.#text.slice(start, start + content.length);
    const isPadded = code.replaceAll('\n', ' ') !== content;
    return isPadded ? this.#text.slice(start + 1, start + 1 + content.length) : code;
  }
}

function linkOf(token: Token, children: PhrasingContent[], position: Position): Link | LinkReference {
  const label = token.meta?.label;
  if (typeof label !== 'string') return { type: 'link', url: String(token.attrGet('href')), children, position };
  return { type: 'linkReference', identifier: label, label, referenceType: 'full', children, position };
}

/** Links in place of the addresses that stand in texts outside of links. */
function withBareAddresses(nodes: readonly PhrasingContent[]): PhrasingContent[] {
  return nodes.flatMap((node) => {
    if (node.type === 'text') return cutAddresses(node);
    if (node.type === 'strong' || node.type === 'emphasis' || node.type === 'delete')
      node.children = withBareAddresses(node.children);
    return [node];
  });
}

function cutAddresses({ value, position }: Text): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  let line = position?.start.line ?? 1;
  let from = 0;
  const addText = (text: string): void => {
    if (text !== '') nodes.push(textOf(text, line));
    line += linesIn(text);
  };
  for (const { text, url, index } of bareAddresses(value)) {
    addText(value.slice(from, index));
    nodes.push({ type: 'link', url, children: [textOf(text, line)], position: placeOf(line) });
    from = index + text.length;
  }
  addText(value.slice(from));
  return nodes;
}

function textOf(value: string, line: number): Text {
  return { type: 'text', value, position: placeOf(line, line + linesIn(value)) };
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
