/**
 * Pieces of GitHub Flavored Markdown around text of others: whatever the text holds, it stays text.
 * (CommonMark 0.31.2, sections 2.4, 4.5, 6.1; GFM 0.29, section 4.10.)
 */
import { stripVTControlCharacters } from 'node:util';

/** Text of others on one line, in a paragraph, a list or a table's cell. */
export function prose(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]<|~$]|&(?=#?\w+;)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&')
    .replace(/^(?:[-+](?= |$)|[#=>]|\d+(?=[.)]))/, (start) => (/^\d/.test(start) ? `${start}\\` : `\\${start}`));
}

/** The same as a sentence's end: with one full stop. */
export function closing(text: string): string {
  return `${prose(text).replace(/\.+$/, '')}.`;
}

/** Inline code, also inside of a table's cell. */
export function code(text: string): string {
  const line = oneLine(text);
  if (line === '') return '';
  // In a cell no code can hold a backslash before a pipe.
  if (/\\\|/.test(line)) return prose(line);
  const ticks = '`'.repeat(longestRun(line, 0) + 1);
  const pad = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return `${ticks}${pad}${line.replaceAll('|', '\\|')}${pad}${ticks}`;
}

/** A block that its content cannot end. */
export function fenced(text: string, info = 'text'): string {
  const content = stripVTControlCharacters(text).replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd').replace(/\n+$/, '');
  const ticks = '`'.repeat(Math.max(3, longestRun(content, 2) + 1));
  return `${ticks}${info}\n${content}\n${ticks}`;
}

/** The cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => (cell === '' ? '–' : cell)).join(' | ')} |`;
  return [`| ${head.join(' | ')} |`, line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export function oneLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\0', '\ufffd').replace(/\s+/g, ' ').trim();
}

function longestRun(text: string, least: number): number {
  return Math.max(least, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}
