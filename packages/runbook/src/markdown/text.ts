/** The words of Markdown nodes, as a reader sees them. */
import type { Nodes, Paragraph, PhrasingContent } from 'mdast';

export function firstLine(node: Nodes): number {
  return node.position?.start.line ?? 1;
}

export function lastLine(node: Nodes): number {
  return node.position?.end.line ?? firstLine(node);
}

/** Elements that carry layout only. Any other tag is a blank such as `<cluster-id>` and stays. */
const LAYOUT =
  /^<(!--|\/?(a|b|br|p|i|em|ul|ol|li|div|img|code|span|strong|details|summary|table|tr|td|th|sup|sub|kbd|hr|h[1-6])\b)/i;

/** Text without marks, on one line. */
export function plain(node: Nodes | readonly Nodes[]): string {
  const text = 'type' in node ? raw(node) : joined(node, '');
  return /[^\S ]| {2}|^ | $/.test(text) ? text.replace(/\s+/g, ' ').trim() : text;
}

/** Text without marks, with its line ends. */
export function raw(node: Nodes): string {
  switch (node.type) {
    case 'text':
    case 'inlineCode':
    case 'code':
      return node.value;
    case 'html':
      return LAYOUT.test(node.value) ? (/^<br/i.test(node.value) ? '\n' : '') : node.value;
    case 'break':
      return '\n';
    case 'image':
    case 'imageReference':
      return node.alt ?? '';
    case 'footnoteReference':
      return `[^${node.identifier}]`;
    case 'paragraph':
    case 'heading':
    case 'tableCell':
      return joined(node.children, '');
    case 'root':
    case 'blockquote':
    case 'list':
    case 'listItem':
    case 'table':
    case 'footnoteDefinition':
      return joined(node.children, '\n');
    case 'tableRow':
      return joined(node.children, ' | ');
    default:
      return 'children' in node ? joined(node.children as Nodes[], '') : 'value' in node ? node.value : '';
  }
}

function joined(nodes: readonly Nodes[], by: string): string {
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? raw(only) : nodes.map(raw).join(by);
}

export interface CodeSpan {
  text: string;
  line: number;
  /** The last words that stand before it in its paragraph or cell. */
  before: string;
  /** It stands in a link. */
  linked: boolean;
}

/** Inline code below a node, in order. */
export function codeSpans(node: Nodes | readonly Nodes[]): CodeSpan[] {
  const found: CodeSpan[] = [];
  let before = '';
  const visit = (at: Nodes, linked: boolean): void => {
    if (at.type === 'inlineCode') {
      const text = at.value.replace(/\s*\n\s*/g, ' ');
      found.push({ text, line: firstLine(at), before: before.slice(-60), linked });
    }
    if (!('children' in at)) {
      before += raw(at);
      return;
    }
    if (BLOCKS.has(at.type)) before = '';
    for (const child of at.children) visit(child, linked || at.type === 'link' || at.type === 'linkReference');
  };
  for (const at of 'type' in node ? [node] : node) visit(at, false);
  return found;
}

const BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'heading', 'tableCell', 'listItem', 'blockquote']);

/** A part of a paragraph that a bold label begins, or what stands before the first. */
export interface Labelled {
  /** Without its colon; null where no label begins the part. */
  label: string | null;
  /** What follows the label, as text. */
  text: string;
  nodes: PhrasingContent[];
  line: number;
}

/** Whether a paragraph may have a label at all. */
export function hasLabel({ children }: Paragraph): boolean {
  const [first] = children;
  if (children.some(({ type }) => type === 'strong')) return true;
  return first !== undefined && plainLabel(first, children[1]) !== null;
}

/** Cuts a paragraph at the bold labels that begin its lines: `**RTO**: 2 hours`, `**Diagnosis:**`, `**If X**: do Y`. */
export function splitLabels(paragraph: Paragraph): Labelled[] {
  const whole: Labelled = { label: null, text: '', nodes: paragraph.children, line: firstLine(paragraph) };
  const parts = hasLabel(paragraph) ? cutAtLabels(paragraph) : [whole];
  for (const part of parts) part.text = plain(part.nodes).replace(/^\s*(?:[:：]|[-–—→]|â†’)\s*/, '');
  return parts.filter((part) => part.label !== null || part.text !== '');
}

function cutAtLabels(paragraph: Paragraph): Labelled[] {
  const parts: Labelled[] = [];
  let current: Labelled = { label: null, text: '', nodes: [], line: firstLine(paragraph) };
  let atLineStart = true;
  for (const [i, node] of paragraph.children.entries()) {
    const label = atLineStart ? labelOf(node, paragraph.children[i + 1]) : null;
    if (label !== null) {
      parts.push(current);
      current = { label, text: '', nodes: [], line: firstLine(node) };
    } else current.nodes.push(node);
    const text = raw(node);
    if (text !== '') atLineStart = text.endsWith('\n');
  }
  parts.push(current);
  return parts;
}

function labelOf(node: PhrasingContent, next: PhrasingContent | undefined): string | null {
  if (node.type !== 'strong') return plainLabel(node, next);
  const text = plain(node);
  const after = next === undefined ? '' : raw(next);
  const isLabel = /[:：]$/.test(text) || /^\s*([:：]|[-–—→]\s)/.test(after) || /^\s*(\n|$)/.test(after);
  return isLabel && text !== '' ? text.replace(/\s*[:：]$/, '') : null;
}

/** A paragraph that is nothing but a word or two and a colon. */
function plainLabel(node: PhrasingContent, next: PhrasingContent | undefined): string | null {
  if (next !== undefined || node.type !== 'text') return null;
  return /^\p{L}[\p{L} -]{2,30}[:：]\s*$/u.test(node.value) ? node.value.trim().slice(0, -1) : null;
}
