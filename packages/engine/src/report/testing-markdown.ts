/** What a reader of GitHub Flavored Markdown makes of a text. */
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';

/** A node of mdast, as far as tests look at it. */
export interface MarkdownNode {
  type: string;
  value?: string;
  depth?: number;
  identifier?: string;
  checked?: boolean | null;
  children?: MarkdownNode[];
}

export function parseMarkdown(markdown: string): MarkdownNode {
  return unified().use(remarkParse).use(remarkGfm).parse(markdown) as MarkdownNode;
}

/** The node and all below it, in order. */
export function nodesOf(node: MarkdownNode): MarkdownNode[] {
  return [node, ...(node.children ?? []).flatMap(nodesOf)];
}

export function textOf(node: MarkdownNode): string {
  return nodesOf(node)
    .map(({ value }) => value ?? '')
    .join('');
}
