/** A fence of a document to what can be done with it. */
import type { Block, Diagnostic, RunbookCommand } from '@steadyhand/contracts';
import type { Code } from 'mdast';
import type { CommandReader, ReadCommand } from '../command-reader.ts';
import { firstLine, lastLine } from '../markdown/text.ts';
import { splitQueries } from './insights.ts';
import { isCommandLine, type Language, languageOf } from './language.ts';
import { type Cutting, cutAtComments, type Segment } from './segments.ts';
import { findClientInput, type Inner, opensShell, readConsole } from './transcript.ts';

/** One thing to do out of a fence. */
export interface Snippet {
  line: number;
  endLine: number;
  /** The comment above it; the first line first. */
  comments: string[];
  remarks: string[];
  blocks: Block[];
  commands: RunbookCommand[];
}

export interface Fence {
  line: number;
  endLine: number;
  language: Block['language'];
  /** The word behind the fence. */
  tag: string | null;
  /** The fence's text as it stands, without the fence. */
  text: string;
  /** Empty where there is nothing to run. */
  snippets: Snippet[];
  /** What a transcript shows as the answer. */
  output: string | null;
}

export interface FenceContext {
  /** Lines of the document. */
  source: readonly string[];
  reader: CommandReader;
  cutting: Cutting;
}

export function readFence(node: Code, { source, reader, cutting }: FenceContext): Fence {
  const fenced = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3}|~{3})/.test(source[firstLine(node) - 1] ?? '');
  const offset = firstLine(node) - (fenced ? 0 : 1);
  const closed =
    /(?:^|[\s>])(?:`{3,}|~{3,})[ \t]*$/.test(source[lastLine(node) - 1] ?? '') && lastLine(node) > firstLine(node);
  if (fenced && !closed) reader.diagnostics.push(unclosed(node));
  const place = { line: firstLine(node), endLine: lastLine(node) };
  const language = languageOf(node.lang, node.value);
  const fence = (kind: Block['language'], snippets: Snippet[], output: string | null = null): Fence => {
    return { ...place, language: kind, tag: node.lang ?? null, text: node.value, snippets, output };
  };
  switch (language) {
    case 'shell':
      return fence('shell', readShell(node.value, { offset, reader, cutting }));
    case 'console': {
      const { typed, output } = readTyped(node.value);
      if (typed === null) return fence('output', []);
      return fence('shell', readShell(typed, { offset, reader, cutting }), output);
    }
    case 'sql':
      return fence('sql', readSql(node.value, offset, reader));
    case 'insights':
      return fence('insights', readInsights(node.value, offset));
    default:
      return fence(language satisfies Exclude<Language, 'console'>, []);
  }
}

function unclosed(node: Code): Diagnostic {
  return {
    line: firstLine(node),
    rule: 'fence-unclosed',
    severity: 'error',
    message: 'This fence is never closed; what follows is read as its text.',
    hint: 'Add the closing fence.',
  };
}

/** What was typed in a console block; null where it holds output alone. */
function readTyped(text: string): { typed: string | null; output: string | null } {
  if (/^[ \t]*\$ \S/m.test(text)) return readConsole(text);
  const first = text.split('\n').find((line) => line.trim() !== '' && !/^\s*#/.test(line)) ?? '';
  return { typed: isCommandLine(first) || /^[A-Za-z_]\w*=/.test(first) ? text : null, output: null };
}

function readSql(text: string, offset: number, reader: CommandReader): Snippet[] {
  const commands = reader.sql(text, offset).map(withoutArgv);
  if (commands.length === 0) return [];
  const lines = text.split('\n');
  const comments = [...text.matchAll(/^[ \t]*--[ \t]*(.*)$/gm)].map((match) => match[1] ?? '');
  const block: Block = { line: offset + 1, endLine: offset + lines.length, language: 'sql', text };
  return [{ line: block.line, endLine: block.endLine, comments: [], remarks: comments, blocks: [block], commands }];
}

function readInsights(text: string, offset: number): Snippet[] {
  return splitQueries(text).map((query) => {
    const block: Block = {
      line: query.line + offset,
      endLine: query.endLine + offset,
      language: 'insights',
      text: query.text,
    };
    const command: RunbookCommand = {
      line: block.line,
      text: query.text,
      program: 'aws',
      operation: 'logs start-query',
      effect: 'read',
      parameters: [],
      inside: null,
    };
    const { line, endLine } = block;
    return { line, endLine, comments: query.comments, remarks: [], blocks: [block], commands: [command] };
  });
}

interface Shell {
  offset: number;
  reader: CommandReader;
  cutting: Cutting;
}

/** Shell text as it stands in the document. `offset` lines stand above it. */
function readShell(text: string, { offset, reader, cutting }: Shell): Snippet[] {
  const typed = findClientInput(text);
  const lines = text.split('\n');
  for (const { lines: input } of typed) for (const { number } of input) lines[number - 1] = '';
  const shell = lines.join('\n');
  const commands = markInside(reader.shell(shell, offset));
  return cutAtComments(shell, cutting).map((segment, i, all) => {
    const [from, next] = [i === 0 ? 1 : segment.line, all[i + 1]?.line ?? lines.length + 1];
    const inner = typed.filter(({ lines: input }) => isWithin(input[0]?.number ?? 0, from, next));
    const own = commands.filter(({ line }) => isWithin(line - offset, from, next));
    // Together the snippets cover the block.
    const range = { line: from + offset, endLine: next - 1 + offset };
    return { ...range, ...snippetOf(segment, { own, all: commands, inner, lines, offset, reader }) };
  });
}

function isWithin(line: number, from: number, next: number): boolean {
  return line >= from && line < next;
}

interface Parts {
  own: readonly ReadCommand[];
  /** The commands of the whole block: what is typed here may be typed into a program opened above. */
  all: readonly ReadCommand[];
  inner: readonly Inner[];
  lines: readonly string[];
  offset: number;
  reader: CommandReader;
}

function snippetOf(
  segment: Segment,
  { own, all, inner, lines, offset, reader }: Parts,
): Omit<Snippet, 'line' | 'endLine'> {
  const blocks: Block[] = [];
  const commands = own.map(withoutArgv);
  let from = segment.from;
  const addShell = (to: number): void => {
    blocks.push(...shellBlocks(lines, { from, to, own, offset }));
  };
  for (const { opener, lines: input } of inner) {
    const first = input[0]?.number ?? opener;
    const last = input.at(-1)?.number ?? first;
    addShell(first - 1);
    const opened = all.findLast(({ line }) => line - offset <= opener);
    const text = input.map((line) => line.text).join('\n');
    const isSql = opened?.program !== 'redis-cli' && opened?.program !== 'valkey-cli';
    blocks.push({
      line: first + offset,
      endLine: last + offset,
      language: isSql ? 'sql' : 'other',
      text,
      inside: opened?.text ?? lines[opener - 1]?.trim() ?? '',
    });
    const given = isSql
      ? reader.sql(text, first + offset - 1)
      : input.map((line) => reader.typed(opened?.program ?? 'redis-cli', line.text, line.number + offset));
    commands.push(...given.map((command) => ({ ...withoutArgv(command), inside: opened?.text ?? null })));
    from = last + 1;
  }
  addShell(segment.to);
  commands.sort((a, b) => a.line - b.line);
  annotate(commands, lines, { top: segment.line, offset });
  return { comments: segment.comments, remarks: segment.remarks, blocks, commands };
}

interface Range {
  from: number;
  to: number;
  own: readonly ReadCommand[];
  offset: number;
}

/** The shell from one line to another, cut where a command opened a shell somewhere else. */
function shellBlocks(lines: readonly string[], { from, to, own, offset }: Range): Block[] {
  const starts: { line: number; inside: string | null }[] = [
    { line: from, inside: insideAt(own, from + offset, to + offset) },
  ];
  for (const { line, inside } of own) {
    const at = line - offset;
    if (at > from && at <= to && inside !== starts.at(-1)?.inside) starts.push({ line: at, inside });
  }
  return starts.flatMap(({ line, inside }, i) => {
    let [first, last] = [line, (starts[i + 1]?.line ?? to + 1) - 1];
    while (first <= last && isEmpty(lines[first - 1])) first += 1;
    while (last >= first && isEmpty(lines[last - 1])) last -= 1;
    if (first > last) return [];
    const text = lines.slice(first - 1, last).join('\n');
    const block: Block = { line: first + offset, endLine: last + offset, language: 'shell', text };
    return [inside === null ? block : { ...block, inside }];
  });
}

function insideAt(own: readonly ReadCommand[], from: number, to: number): string | null {
  return own.find(({ line }) => line >= from && line <= to)?.inside ?? null;
}

function isEmpty(line: string | undefined): boolean {
  return line === undefined || /^\s*(#|$)/.test(line);
}

/** After a command that opens a shell elsewhere, the others of the block are typed there. */
function markInside(commands: readonly ReadCommand[]): ReadCommand[] {
  let opener: ReadCommand | null = null;
  return commands.map((command) => {
    if (opensShell(command.program, command.argv)) {
      opener = command;
      return command;
    }
    if (opener === null || command.line === opener.line) return command;
    if (command.program === opener.program || command.program === 'exit') {
      const inside = command.program === 'exit' ? opener.text : null;
      opener = null;
      return { ...command, inside };
    }
    return { ...command, inside: opener.text };
  });
}

/** Gives each command the comment that stands directly above its line. */
function annotate(
  commands: RunbookCommand[],
  lines: readonly string[],
  { top, offset }: { top: number; offset: number },
): void {
  const seen = new Set<number>();
  for (const command of commands) {
    if (seen.has(command.line)) continue;
    seen.add(command.line);
    const above: string[] = [];
    for (let i = command.line - offset - 2; i >= top - 1; i -= 1) {
      const match = /^\s*#(?!!)+\s*(.*)$/.exec(lines[i] ?? '');
      if (match === null) break;
      above.unshift(match[1] ?? '');
    }
    const comment = above.join(' ').trim();
    if (comment !== '') command.comment = comment;
  }
}

function withoutArgv({ argv: _, ...command }: ReadCommand): RunbookCommand {
  return command;
}
