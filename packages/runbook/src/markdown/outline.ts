import type { Heading, RootContent } from 'mdast';
import { type Role, roleOfWords, simplify } from '../vocabulary.ts';
import { firstLine, plain } from './text.ts';

/** A heading and what stands under it. */
export interface Section {
  title: string;
  /** The title, simplified, and what it promises. */
  words: string;
  role: Role | null;
  heading: Heading | null;
  /** 0 for the document itself. */
  depth: number;
  line: number;
  endLine: number;
  parent: Section | null;
  children: Section[];
  /** What stands before the first heading below. */
  body: Exclude<RootContent, Heading>[];
  /** What was found out about it and is asked again. */
  known: { parts?: readonly Section[]; describesIncident?: boolean };
}

/** The document as a tree of headings. A heading that skips a level stands under the nearest higher one. */
export function outline(nodes: readonly RootContent[], lines: number): Section {
  const root: Section = {
    title: '',
    words: '',
    role: null,
    heading: null,
    depth: 0,
    line: 1,
    endLine: Math.max(1, lines),
    parent: null,
    children: [],
    body: [],
    known: {},
  };
  let current = root;
  for (const node of nodes) {
    if (node.type !== 'heading') {
      current.body.push(node);
      continue;
    }
    while (current.depth >= node.depth && current.parent !== null) {
      current.endLine = firstLine(node) - 1;
      current = current.parent;
    }
    const title = plain(node);
    const words = simplify(title);
    const section: Section = {
      title,
      words,
      role: roleOfWords(words),
      heading: node,
      depth: node.depth,
      line: firstLine(node),
      endLine: root.endLine,
      parent: current,
      children: [],
      body: [],
      known: {},
    };
    current.children.push(section);
    current = section;
  }
  return root;
}

/** The section and all below it, in order. */
export function walk(section: Section): Section[] {
  return [section, ...section.children.flatMap(walk)];
}

/** The section and those above it, nearest first, without the document itself. */
export function lineage(section: Section): Section[] {
  return section.parent === null ? [] : [section, ...lineage(section.parent)];
}

/** The heading that names the whole document: the first, when it is the only one of the highest level. */
export function titleSection(root: Section): Section | null {
  const [first, ...others] = root.children;
  return first !== undefined && first.depth === 1 && others.length === 0 ? first : null;
}
