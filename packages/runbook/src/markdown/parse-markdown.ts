import type { Diagnostic } from '@steadyhand/contracts';
import type { Code, Nodes, RootContent } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type Chunk, cutIntoChunks } from './chunks.ts';

interface Parsed {
  nodes: RootContent[];
  diagnostics: Diagnostic[];
}

/** Parses CommonMark with GFM and front matter. The nodes' lines are those of the document. */
export function parseMarkdown(lines: readonly string[]): Parsed {
  const parsers = createParsers();
  const { isCutInFence, ...parsed } = parseChunks(lines, 'small', parsers);
  if (!isCutInFence) return parsed;
  const { nodes, diagnostics } = parseChunks(lines, 'large', parsers);
  return { nodes, diagnostics };
}

function parseChunks(
  lines: readonly string[],
  size: 'small' | 'large',
  parsers: Parsers,
): Parsed & { isCutInFence: boolean } {
  const { chunks, diagnostics } = cutIntoChunks(lines, size);
  const nodes: RootContent[] = [];
  let isCutInFence = false;
  for (const [i, chunk] of chunks.entries()) {
    try {
      const children = parseChunk(chunk, parsers);
      isCutInFence ||= i < chunks.length - 1 && endsInFence(children, lines);
      for (const child of children) nodes.push(child);
    } catch (error) {
      diagnostics.push(unreadable(chunk, error));
    }
  }
  return { nodes, diagnostics, isCutInFence };
}

/** Whether the last node is a fence that the chunk does not close. */
function endsInFence(children: readonly RootContent[], lines: readonly string[]): boolean {
  let last: Nodes | undefined = children.at(-1);
  while (last !== undefined && 'children' in last) last = last.children.at(-1);
  if (last?.type !== 'code' || last.position === undefined) return false;
  const { start, end } = last.position;
  const opens = /^[\s>]*(?:(?:[-+*]|\d{1,9}[.)])\s+)*(?:`{3}|~{3})/.test(lines[start.line - 1] ?? '');
  const closes = end.line > start.line && /(?:`{3,}|~{3,})\s*$/.test(lines[end.line - 1] ?? '');
  return opens && !closes;
}

interface Parsers {
  /** For what holds none of the marks of GFM, at three quarters of the cost. */
  plain: Parser;
  gfm: Parser;
  /** Front matter stands at the start of a document alone. */
  start: Parser;
}

interface Parser {
  parse(text: string): { children: RootContent[] };
}

function createParsers(): Parsers {
  return {
    plain: unified().use(remarkParse).freeze(),
    gfm: unified().use(remarkParse).use(remarkGfm).freeze(),
    start: unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml', 'toml']).freeze(),
  };
}

/** Tables, strikethrough, boxes to tick, footnotes, and addresses that become links by themselves. */
const GFM = /[|~@]|https?:|www\.|\[[ \txX]\]|\[\^/i;

/** The nodes of a chunk, on the lines of the document. */
function parseChunk(chunk: Chunk, { plain, gfm, start }: Parsers): RootContent[] {
  const isStart = chunk.offset === 0 && /^(?:---|\+\+\+)/.test(chunk.whole);
  if (!isStart) {
    const { children } = (GFM.test(chunk.text) ? gfm : plain).parse(chunk.text);
    // Inside of HTML a fence is none: then the parser has to see what stands in it.
    if (fillFences(children, chunk)) return placed(children, (line) => chunk.lines[line - 1] ?? line);
  }
  const { children } = (isStart ? start : gfm).parse(chunk.whole);
  return placed(children, (line) => line + chunk.offset);
}

/** Gives the fences that the parser was spared their text; false where one of them is no fence. */
function fillFences(children: readonly RootContent[], { fences }: Chunk): boolean {
  const codes = new Map<number, Code>();
  for (const child of children) if (child.type === 'code') codes.set(child.position?.start.line ?? 0, child);
  for (const { line, text } of fences) {
    const code = codes.get(line);
    if (code?.position?.end.line !== line + 1) return false;
    code.value = text;
  }
  return true;
}

function placed(children: RootContent[], lineOf: (line: number) => number): RootContent[] {
  const queue: Nodes[] = [...children];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.position) {
      node.position.start.line = lineOf(node.position.start.line);
      node.position.end.line = lineOf(node.position.end.line);
    }
    if ('children' in node) for (const child of node.children) queue.push(child);
  }
  return children;
}

function unreadable(chunk: Chunk, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The Markdown from here on cannot be parsed (${reason}).`;
  return { line: chunk.offset + 1, rule: 'markdown-unreadable', severity: 'error', message };
}
