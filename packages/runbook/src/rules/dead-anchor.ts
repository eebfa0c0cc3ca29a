import GithubSlugger from 'github-slugger';
import { linesOutsideFences } from '../check/outside-fences.ts';
import { outline, walk } from '../markdown/outline.ts';
import { parseMarkdown } from '../markdown/parse-markdown.ts';
import type { Rule } from './rule.ts';

/** A warning: the reader finds the chapter by searching. */
export const deadAnchor: Rule = {
  id: 'dead-anchor',
  severity: 'warning',
  title: 'A link into the document leads to no heading.',
  why: 'The table of contents is how people get to their incident. A link that does not move leaves them scrolling.',
  example: {
    bad: '# Runbook\n\n- [Queue backlog](#queue-backlog)\n\n## SQS queue backlog\n',
    good: '# Runbook\n\n- [Queue backlog](#sqs-queue-backlog)\n\n## SQS queue backlog\n',
  },
  *check({ runbook, lines }) {
    const links = runbook.links.filter(({ target }) => /^#./.test(target));
    if (links.length === 0) return;
    const anchors = anchorsOf(lines);
    for (const { line, target, text } of links) {
      const anchor = loosely(decode(target.slice(1)));
      if (anchors.has(anchor) || anchor === 'top') continue;
      const near = [...anchors].find((other) => other.includes(anchor) || anchor.includes(other));
      const hint = near === undefined ? 'Correct the link, or remove it.' : `Perhaps #${near}?`;
      yield { line, message: `"${text}" links to ${target}, and there is no such heading.`, hint };
    }
  },
};

function anchorsOf(lines: readonly string[]): Set<string> {
  const slugger = new GithubSlugger();
  const headings = headingLines(lines);
  const root = outline(parseMarkdown(headings).nodes, headings.length);
  const anchors = new Set<string>();
  for (const { heading, title } of walk(root)) {
    if (heading === null) continue;
    const custom = /\{#([\w-]+)\}\s*$/.exec(title);
    if (custom?.[1] !== undefined) anchors.add(loosely(custom[1]));
    anchors.add(loosely(slugger.slug(title)));
  }
  for (const line of lines) {
    for (const [, name = ''] of line.matchAll(/<\w+\s[^<>]{0,200}?\b(?:id|name)=["']([^"'<>]{1,200})["']/g))
      anchors.add(loosely(name));
  }
  return anchors;
}

/** The headings alone, so that the document is not parsed a second time. */
function headingLines(lines: readonly string[]): string[] {
  return linesOutsideFences(lines).flatMap(({ number, text }) => {
    if (/^ {0,3}#{1,6}(?:\s|$)/.test(text)) return [text, ''];
    return /^ {0,3}(?:=+|-{2,})\s*$/.test(lines[number] ?? '') && text.trim() !== '' ? [`# ${text.trim()}`, ''] : [];
  });
}

/** Sites differ in how they join words and what they keep of emoji, so that is not compared. */
function loosely(anchor: string): string {
  return anchor
    .toLowerCase()
    .replace(/[\ufe0f\u200d]/g, '')
    .replace(/[-_]+/g, '-')
    .replace(/^-|-$/g, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
