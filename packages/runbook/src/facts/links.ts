import type { Runbook } from '@steadyhand/contracts';
import type { Nodes } from 'mdast';
import { type Section, walk } from '../markdown/outline.ts';
import { firstLine, plain } from '../markdown/text.ts';

/** Every link, image and definition, in order. */
export function readLinks(root: Section): Runbook['links'] {
  const links: Runbook['links'] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'link') links.push({ line: firstLine(node), text: plain(node), target: node.url });
    else if (node.type === 'image') links.push({ line: firstLine(node), text: node.alt ?? '', target: node.url });
    else if (node.type === 'definition')
      links.push({ line: firstLine(node), text: node.label ?? node.identifier, target: node.url });
    if ('children' in node) for (const child of node.children) visit(child);
  };
  for (const { heading, body } of walk(root))
    for (const node of heading === null ? body : [heading, ...body]) visit(node);
  return links;
}
