/** A fence of a document to what can be done with it. */
import { analyseShell } from '@steadyhand/bash';
import type { Block, Diagnostic, Effect, RunbookCommand } from '@steadyhand/contracts';
import type { Code } from 'mdast';
import type { CommandReader, ReadCommand } from '../command-reader.ts';
import { firstLine, lastLine } from '../markdown/text.ts';
import { splitQueries } from './insights.ts';
import { isCommandLine, isSqlTag, type Language, languageOf, promptedCommand } from './language.ts';
import { type Cutting, cutAtComments, type Segment } from './segments.ts';
import { type Apart, BLOCK_LIMIT, findApart } from './set-apart.ts';
import { sqlClient } from './sql-dialect.ts';
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
  /** The lines of the text. */
  own: { line: number; endLine: number };
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
  const count = node.value.split('\n').length;
  // An indented block may begin with the marks of a fence; it has no line besides its text.
  const fenced =
    /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(?:`{3}|~{3})/.test(source[firstLine(node) - 1] ?? '') &&
    (node.value === '' || count <= lastLine(node) - firstLine(node));
  const offset = firstLine(node) - (fenced ? 0 : 1);
  const closed =
    /(?:^|[\s>])(?:`{3,}|~{3,})[ \t]*$/.test(source[lastLine(node) - 1] ?? '') && lastLine(node) > firstLine(node);
  if (fenced && !closed) reader.diagnostics.push(unclosed(node));
  const [line, endLine] = [firstLine(node), lastLine(node)];
  const own = { line: offset + 1, endLine: offset + count };
  const language = languageOf(node.lang, node.value);
  const fence = (kind: Block['language'], snippets: Snippet[], output: string | null = null): Fence => {
    return { line, endLine, language: kind, tag: node.lang ?? null, text: node.value, own, snippets, output };
  };
  switch (language) {
    case 'shell': {
      // Under a tag of SQL that begins with the client, comments are those of SQL.
      const text = isSqlTag(node.lang) ? node.value.replace(/^([ \t]*)--(?=[ \t])/gm, '$1#') : node.value;
      return fence('shell', readShell(text, { offset, reader, cutting }));
    }
    case 'console': {
      const { typed, output } = readTyped(node.value);
      if (typed === null) return fence('output', []);
      return fence('shell', readShell(typed, { offset, reader, cutting }), output);
    }
    case 'sql':
      return fence('sql', readSql(node, offset, reader));
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
  if (text.split('\n').some((line) => promptedCommand(line) !== null)) return readConsole(text);
  const first = text.split('\n').find((line) => line.trim() !== '' && !/^\s*#/.test(line)) ?? '';
  return { typed: isCommandLine(first) || /^[A-Za-z_]\w*=/.test(first) ? text : null, output: null };
}

function readSql({ value: text, lang }: Code, offset: number, reader: CommandReader): Snippet[] {
  const client = sqlClient(text, { tag: lang ?? null, usual: reader.usualClient });
  const commands = reader.sql(text, { offset, client }).map(withoutArgv);
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
  const source = text.split('\n');
  const lines = [...source];
  const typed = findClientInput(text);
  for (const { lines: input } of typed) for (const { number } of input) lines[number - 1] = '';
  const rest = lines.join('\n');
  const analysis = rest.length > BLOCK_LIMIT ? null : analyseShell(rest);
  const apart = findApart(rest, analysis?.pieces ?? []);
  for (const { from, to } of apart) lines.fill('', from - 1, to);
  rememberFiles(apart, source, reader);
  const shell = lines.join('\n');
  const read = reader.shell(shell, offset, apart.length === 0 ? analysis : null);
  const commands = markInside(read.commands);
  rememberScript(text, reader);
  const parts: Part[] = [
    ...typed.map((input) => typedPart(input, commands, { lines, offset, reader })),
    ...apart.map((found) => apartPart(found, source, { offset, reader })),
  ];
  const introduced = [
    ...apart.filter(({ kind }) => kind === 'sql' || kind === 'cron'),
    ...typed.map(({ opener, lines: input }) => ({
      from: input[0]?.number ?? opener,
      to: input.at(-1)?.number ?? opener,
    })),
  ];
  return cutAtComments(shell, { cutting, pieces: read.pieces, apart: introduced }).map((segment, i, all) => {
    const [from, next] = [i === 0 ? 1 : segment.line, all[i + 1]?.line ?? lines.length + 1];
    const inner = parts.filter((part) => isWithin(part.from, from, next));
    const own = commands.filter(({ line }) => isWithin(line - offset, from, next));
    return snippetOf(segment, { from, next, own, inner, lines, offset });
  });
}

function isWithin(line: number, from: number, next: number): boolean {
  return line >= from && line < next;
}

/** Lines of a block that are not given to the shell. */
interface Part {
  /** First and last line, 1-based within the block. */
  from: number;
  to: number;
  /** Null for what is shown and not used. */
  block: Block | null;
  commands: RunbookCommand[];
  remark: string | null;
}

/** What is typed into a client that a command opened. */
function typedPart(
  { opener, lines: input }: Inner,
  commands: readonly ReadCommand[],
  { lines, offset, reader }: { lines: readonly string[]; offset: number; reader: CommandReader },
): Part {
  const from = input[0]?.number ?? opener;
  const to = input.at(-1)?.number ?? from;
  const opened = commands.findLast(({ line }) => line - offset <= opener);
  const inside = opened?.text ?? lines[opener - 1]?.trim() ?? '';
  const text = input.map((line) => line.text).join('\n');
  const client = clientOf(inside);
  if (opened !== undefined && client !== 'other') opened.effect = opensOnly(opened.effect);
  const isSql = client === 'sql';
  const given = isSql
    ? reader.sql(text, {
        offset: from + offset - 1,
        client: sqlClient(text, { opener: inside, usual: reader.usualClient }),
      })
    : client === 'redis'
      ? input.map((line) => reader.typed(opened?.program ?? 'redis-cli', line.text, line.number + offset))
      : [];
  return {
    from,
    to,
    block: { line: from + offset, endLine: to + offset, language: isSql ? 'sql' : 'other', text, inside },
    commands: given.map((command) => ({ ...withoutArgv(command), inside: opened?.text ?? null })),
    remark: null,
  };
}

/** What reads the lines below a command; a console of some language is not looked into. */
function clientOf(opener: string): 'sql' | 'redis' | 'other' {
  if (/\b(?:redis|valkey)-cli\b/.test(opener)) return 'redis';
  return /\b(?:psql|mysql|mariadb|sqlite3|cqlsh)\b/.test(opener) ? 'sql' : 'other';
}

/** A command that opens a session in which every command is listed does nothing itself. */
function opensOnly(effect: Effect): Effect {
  return effect === 'unknown' ? 'read' : effect;
}

/** JSON below a comment that names its file: `# dns-update.json:`. */
function rememberFiles(apart: readonly Apart[], lines: readonly string[], reader: CommandReader): void {
  for (const { kind, from, to } of apart) {
    const name = /^\s*#.*?([\w-]+\.json)\b/.exec(lines[from - 2] ?? '')?.[1];
    if (kind === 'json' && name !== undefined) reader.files.remember(name, lines.slice(from - 1, to).join('\n'));
  }
}

/** A script whose comments name its file: `# scripts/analyse.sh` below `#!/bin/bash`. */
function rememberScript(text: string, reader: CommandReader): void {
  if (!text.startsWith('#!')) return;
  const name = /^#\s*(?:[\w./-]*\/)?([\w-]+\.(?:sh|bash))\b/m.exec(text.slice(0, 500))?.[1];
  if (name !== undefined) reader.files.remember(name, text);
}

function apartPart(
  { kind, from, to }: Apart,
  lines: readonly string[],
  { offset, reader }: { offset: number; reader: CommandReader },
): Part {
  const text = lines.slice(from - 1, to).join('\n');
  if (kind === 'output') return { from, to, block: null, commands: [], remark: text };
  const block: Block = {
    line: from + offset,
    endLine: to + offset,
    language: kind === 'cron' ? 'other' : kind,
    text,
  };
  const given =
    kind === 'sql'
      ? reader.sql(text, { offset: from + offset - 1, client: sqlClient(text, { usual: reader.usualClient }) })
      : [];
  return { from, to, block, commands: given.map(withoutArgv), remark: null };
}

interface SegmentParts {
  /** Its first line, and that of the next. */
  from: number;
  next: number;
  own: readonly ReadCommand[];
  inner: readonly Part[];
  lines: readonly string[];
  offset: number;
}

/** Together the snippets cover the block. */
function snippetOf(segment: Segment, { from: line, next, own, inner, lines, offset }: SegmentParts): Snippet {
  const blocks: Block[] = [];
  const commands = own.map(withoutArgv);
  const remarks = [...segment.remarks];
  let from = segment.from;
  const addShell = (to: number): void => {
    blocks.push(...shellBlocks(lines, { from, to, own, offset }));
  };
  for (const part of [...inner].sort((a, b) => a.from - b.from)) {
    addShell(part.from - 1);
    if (part.block !== null) blocks.push(part.block);
    if (part.remark !== null) remarks.push(part.remark);
    commands.push(...part.commands);
    from = part.to + 1;
  }
  addShell(segment.to);
  commands.sort((a, b) => a.line - b.line);
  annotate(commands, lines, { top: segment.line, offset });
  const { comments } = segment;
  return { line: line + offset, endLine: next - 1 + offset, comments, remarks, blocks, commands };
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
      opener = { ...command };
      return opener;
    }
    if (opener === null || command.line === opener.line) return command;
    if (command.program === opener.program || command.program === 'exit') {
      const inside = command.program === 'exit' ? opener.text : null;
      opener = null;
      return { ...command, inside };
    }
    opener.effect = opensOnly(opener.effect);
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
