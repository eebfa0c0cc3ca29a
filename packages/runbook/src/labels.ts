import type { Paragraph } from 'mdast';
import { firstLine, type Labelled, plain, splitLabels } from './markdown/text.ts';
import { roleOf } from './vocabulary.ts';

/** A paragraph cut at its labels: bold ones, or one plain word and a colon where the word is one of a runbook's. */
export function labelsOf(paragraph: Paragraph): Labelled[] {
  const bold = splitLabels(paragraph).map(withWords);
  const [first] = paragraph.children;
  if (bold[0]?.label !== null || first?.type !== 'text') return bold;
  const match = /^(\p{L}[\p{L} -]{2,30})[:：]\s*/u.exec(first.value);
  if (match?.[1] === undefined || roleOf(match[1]) === null) return bold;
  const nodes = [{ ...first, value: first.value.slice(match[0].length) }, ...paragraph.children.slice(1)];
  return [{ label: match[1], text: plain(nodes), nodes, line: firstLine(paragraph) }];
}

/** `**Symptom: nobody can log in**` is a label with its words inside. */
function withWords(part: Labelled): Labelled {
  const [, label, text] = /^([^:：]{3,30})[:：]\s+(\S.*)$/.exec(part.text === '' ? (part.label ?? '') : '') ?? [];
  if (label === undefined || text === undefined || !/^(?:symptoms|triggers)$/.test(roleOf(label) ?? '')) return part;
  const at = { line: part.line, column: 1 };
  return { ...part, label, text, nodes: [{ type: 'text', value: text, position: { start: at, end: at } }] };
}
