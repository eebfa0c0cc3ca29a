import type { Diagnostic } from '@steadyhand/contracts';
import type { Nodes, RootContent } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { type Chunk, cutIntoChunks } from './chunks.ts';

/** Parses CommonMark with GFM and front matter. The nodes' lines are those of the document. */
export function parseMarkdown(lines: readonly string[]): { nodes: RootContent[]; diagnostics: Diagnostic[] } {
  const { chunks, diagnostics } = cutIntoChunks(lines);
  const parser = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml', 'toml']);
  const nodes: RootContent[] = [];
  for (const chunk of chunks) {
    try {
      const { children } = parser.parse(chunk.text);
      shift(children, chunk.offset);
      for (const child of children) nodes.push(child);
    } catch (error) {
      diagnostics.push(unreadable(chunk, error));
    }
  }
  return { nodes, diagnostics };
}

function shift(nodes: readonly Nodes[], offset: number): void {
  if (offset === 0) return;
  const queue = [...nodes];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.position) {
      node.position.start.line += offset;
      node.position.end.line += offset;
    }
    if ('children' in node) for (const child of node.children) queue.push(child);
  }
}

function unreadable(chunk: Chunk, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The Markdown from here on cannot be parsed (${reason}).`;
  return { line: chunk.offset + 1, rule: 'markdown-unreadable', severity: 'error', message };
}
