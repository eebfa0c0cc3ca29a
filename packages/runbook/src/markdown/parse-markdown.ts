import type { Diagnostic } from '@steadyhand/contracts';
import type { RootContent, Yaml } from 'mdast';
import { readBlocks } from './blocks.ts';
import { type Position, placeOf } from './inline.ts';
import { createParser } from './parser.ts';

interface Parsed {
  nodes: RootContent[];
  diagnostics: Diagnostic[];
}

/** A longer line holds data, not Markdown. */
const LINE_LIMIT = 20_000;

/** Parses CommonMark with GFM and front matter. The nodes' lines are those of the document. */
export function parseMarkdown(lines: readonly string[]): Parsed {
  const diagnostics: Diagnostic[] = [];
  const kept = lines.map((line, i) => {
    if (line.length <= LINE_LIMIT) return line;
    diagnostics.push(lineTooLong(i + 1, line.length));
    return '';
  });
  const front = frontMatter(kept);
  const offset = front?.position?.end.line ?? 0;
  try {
    const { nodes, tooDeep } = readBlocks(kept.slice(offset), offset, createParser());
    diagnostics.push(...tooDeep.flatMap((place) => nestedTooDeep(place, kept)));
    return { nodes: front === null ? nodes : [front, ...nodes], diagnostics };
  } catch (error) {
    return { nodes: front === null ? [] : [front], diagnostics: [...diagnostics, unreadable(offset + 1, error)] };
  }
}

function unreadable(line: number, error: unknown): Diagnostic {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `The Markdown from here on cannot be parsed (${reason}).`;
  return { line, rule: 'markdown-unreadable', severity: 'error', message };
}

/** YAML between two lines `---` at the start, or TOML between two lines `+++`. */
function frontMatter(lines: readonly string[]): Yaml | null {
  const fence = /^(---|\+\+\+)[ \t]*$/.exec(lines[0] ?? '')?.[1];
  if (fence === undefined) return null;
  const end = lines.findIndex((line, i) => i > 0 && line.trimEnd() === fence);
  return end < 0 ? null : { type: 'yaml', value: lines.slice(1, end).join('\n'), position: placeOf(1, end + 1) };
}

function lineTooLong(line: number, length: number): Diagnostic {
  const message = `A line of ${length} characters is left out; the limit is ${LINE_LIMIT}.`;
  const hint = 'Move the data into a file of its own.';
  return { line, rule: 'line-too-long', severity: 'warning', message, hint };
}

function nestedTooDeep({ start, end }: Position, lines: readonly string[]): Diagnostic[] {
  const message = 'Lists or quotes nested this deep are left out.';
  const found: Diagnostic[] = [];
  for (let line = start.line; line <= end.line; line += 1) {
    if (lines[line - 1] !== '') found.push({ line, rule: 'nesting-too-deep', severity: 'warning', message });
  }
  return found;
}
