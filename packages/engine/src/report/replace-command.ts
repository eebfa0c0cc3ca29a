/** Finds a command of a run in the runbook's own text, and what has to change there for the command to be another one. */
import { analyseShell, maskBlanks, quoteWord, splitPieces } from '@steadyhand/bash';
import type { Block } from '@steadyhand/contracts';
import { diffArrays } from 'diff';
import { commandWords, type Word } from '../shell-words.ts';
import type { CommandEdit } from './departures.ts';
import { applyChanges, type Change, type SourceLine } from './source-text.ts';

export interface ReplaceInput {
  edit: CommandEdit;
  /** Of the step. */
  blocks: readonly Block[];
  /** Of the document. */
  lines: readonly SourceLine[];
  /** Values of the blanks in the run. */
  values: ReadonlyMap<string, string>;
}

/** Changes of the document; null where the command does not stand in it exactly once, as it is. */
export function replaceCommand({ edit, blocks, lines, values }: ReplaceInput): Change[] | null {
  const original = argvOf(edit.from);
  if (original === null) return null;
  const places = blocks
    .filter(({ language, inside }) => language === 'shell' && !inside)
    .flatMap((block) => findCommand(block, { edit, original, values }).map((found) => ({ block, found })));
  const [place] = places;
  if (place === undefined || places.length > 1) return null;
  const { block, found } = place;
  const changes = changesOf(block.text, found, { original, argv: edit.argv, values });
  return isSound(block.text, changes, { ...edit, values }) ? inDocument(changes, block, lines) : null;
}

/** The words of a command that was written with quotes where they are needed, as the record has it. */
function argvOf(command: string): readonly string[] | null {
  const [only, ...others] = analyseShell(command).commands;
  return only === undefined || others.length > 0 || only.unresolved.size > 0 ? null : only.argv;
}

/** Program and arguments, in the block's text. */
interface Found {
  program: Word;
  args: readonly Word[];
}

interface Wanted {
  edit: CommandEdit;
  original: readonly string[];
  values: ReadonlyMap<string, string>;
}

function findCommand(block: Block, { edit, original, values }: Wanted): Found[] {
  const masked = maskBlanks(block.text).text;
  const piece = splitPieces(masked).find(({ line }) => block.line + line - 1 === edit.line);
  if (piece === undefined) return [];
  const lineOf = (offset: number): number => masked.slice(0, offset).split('\n').length;
  return commandWords(masked).flatMap((words) =>
    words.flatMap((program, i) => {
      const args = words.slice(i + 1);
      const line = lineOf(program.start);
      if (masked.slice(program.start, program.end) !== edit.program || args.length !== original.length) return [];
      if (line < piece.line || line > piece.endLine) return [];
      const source = block.text.slice(program.start, args.at(-1)?.end ?? program.end);
      return matches(source, original, values) ? [{ program, args }] : [];
    }),
  );
}

/** Whether a command's source can have become exactly these arguments. */
function matches(source: string, argv: readonly string[], values: ReadonlyMap<string, string>): boolean {
  const [command] = analyseShell(source).commands;
  if (command === undefined || command.argv.length !== argv.length) return false;
  return command.argv.every((word, i) =>
    command.unresolved.has(i) ? patternOf(word, values).test(argv[i] ?? '') : word === argv[i],
  );
}

const EXPANSION =
  /\$([A-Za-z_]\w*)|\$\{([A-Za-z_]\w*)\}|<([^<>]+)>|\{\{\s*([\w-]+)\s*\}\}|\$\(.*\)|`[^`]*`|\$\{[^}]*\}/gs;

/** What the source of a word can have become; an expansion whose value is not known can be anything. */
function patternOf(word: string, values: ReadonlyMap<string, string>): RegExp {
  let pattern = '';
  let at = 0;
  for (const match of word.matchAll(EXPANSION)) {
    const value = values.get(match.slice(1).find((name) => name !== undefined) ?? '');
    pattern += escapePattern(word.slice(at, match.index)) + (value === undefined ? '.*' : escapePattern(value));
    at = match.index + match[0].length;
  }
  return new RegExp(`^${pattern}${escapePattern(word.slice(at))}$`, 's');
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

interface Rewrite {
  original: readonly string[];
  argv: readonly string[];
  values: ReadonlyMap<string, string>;
}

/** Word by word, so that what did not change keeps its spelling and its place. */
function changesOf(text: string, { program, args }: Found, { original, argv, values }: Rewrite): Change[] {
  const changes: Change[] = [];
  const gap = optionGap(text, [program, ...args]);
  let at = 0;
  let removed: Word[] = [];
  for (const part of diffArrays([...original], [...argv])) {
    if (part.removed) {
      removed = args.slice(at, at + part.value.length);
      at += part.value.length;
      continue;
    }
    const added = part.added ? part.value.map((word) => spell(word, values)) : [];
    changes.push(...replaceWords(removed, added, { before: args[at - removed.length - 1] ?? program, gap }));
    removed = [];
    if (!part.added) at += part.value.length;
  }
  return [...changes, ...replaceWords(removed, [], { before: args[at - removed.length - 1] ?? program, gap })];
}

function replaceWords(
  removed: readonly Word[],
  added: readonly string[],
  { before, gap }: { before: Word; gap: string },
): Change[] {
  const changes = removed.slice(0, added.length).map(({ start, end }, i) => ({ start, end, text: added[i] ?? '' }));
  const [firstLeft, lastLeft] = [removed[added.length], removed.at(-1)];
  const after = removed[Math.min(added.length, removed.length) - 1] ?? before;
  if (firstLeft && lastLeft) changes.push({ start: after.end, end: lastLeft.end, text: '' });
  const more = added.slice(removed.length).map((word) => (word.startsWith('-') ? gap : ' ') + word);
  if (more.length > 0) changes.push({ start: after.end, end: after.end, text: more.join('') });
  return changes;
}

/** What stands before options: a new line where the command has one for each. */
function optionGap(text: string, words: readonly Word[]): string {
  const gaps = words.slice(1).map((word, i) => text.slice(words[i]?.end, word.start));
  return gaps.find((gap) => gap.includes('\n')) ?? ' ';
}

/** A new word, as the blank whose value it is: what holds in one environment alone does not belong into a runbook. */
function spell(word: string, values: ReadonlyMap<string, string>): string {
  const names = [...values].flatMap(([name, value]) => (value === word && /^[A-Za-z_]\w*$/.test(name) ? [name] : []));
  const [name] = names;
  if (name === undefined || names.length > 1 || /^\d*$/.test(word)) return quoteWord(word);
  return quoteWord(word) === word ? `$${name}` : `"$${name}"`;
}

/** Whether the changed block is the same shell but for this command. */
function isSound(
  text: string,
  changes: readonly Change[],
  { program, argv, values }: Pick<CommandEdit, 'program' | 'argv'> & { values: ReadonlyMap<string, string> },
): boolean {
  const [before, after] = [analyseShell(text), analyseShell(applyChanges(text, changes))];
  return (
    after.error === null &&
    after.commands.length === before.commands.length &&
    after.commands.some((command) => command.program === program && matches(command.text, argv, values))
  );
}

/** The same changes by the document's offsets, with its line ends and indentation. */
function inDocument(changes: readonly Change[], block: Block, lines: readonly SourceLine[]): Change[] | null {
  const texts = block.text.split('\n');
  const starts = texts.map((text, i) => columnOf(text, lines[block.line - 1 + i]));
  const place = (offset: number): { offset: number; newline: string } | null => {
    const above = block.text.slice(0, offset).split('\n');
    const line = lines[block.line - 2 + above.length];
    const column = starts[above.length - 1];
    if (line === undefined || column === undefined || column === null) return null;
    const newline = (line.end || '\n') + line.text.slice(0, column);
    return { offset: line.start + column + (above.at(-1)?.length ?? 0), newline };
  };
  const placed = changes.flatMap(({ start, end, text }) => {
    const [from, to] = [place(start), place(end)];
    return from && to ? [{ start: from.offset, end: to.offset, text: text.replaceAll('\n', from.newline) }] : [];
  });
  return placed.length === changes.length ? placed : null;
}

/** Where a block's line begins in the document's; null where it does not stand there as it is. */
function columnOf(text: string, line: SourceLine | undefined): number | null {
  if (line === undefined) return null;
  if (line.text.endsWith(text)) return line.text.length - text.length;
  const at = line.text.indexOf(text);
  return at !== -1 && at === line.text.lastIndexOf(text) ? at : null;
}
