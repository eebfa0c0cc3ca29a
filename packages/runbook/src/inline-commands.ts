import type { Block, RunbookCommand } from '@steadyhand/contracts';
import type { Nodes } from 'mdast';
import { isInlineCommand } from './blocks/language.ts';
import type { CommandReader } from './command-reader.ts';
import type { DraftStep } from './draft.ts';
import { type CodeSpan, codeSpans, plain } from './markdown/text.ts';

/** Whether a node holds inline code that somebody may run. */
export function hasInlineCommand(node: Nodes | readonly Nodes[]): boolean {
  return codeSpans(node).some(isOffered);
}

/** A script without arguments is a command where the text says to run it, and a file's name elsewhere. */
function isOffered({ text, before, linked }: CodeSpan): boolean {
  if (!isInlineCommand(text)) return false;
  if (/\s/.test(text.trim())) return true;
  return !linked && (before.trim() === '' || RUNS.test(before));
}

const RUNS =
  /\b(?:run|re-?run|running|runs|execute|invoke|launch|call|start|use|trigger|via|with|ejecutar?|corre(?:r)?)\b[^.;`]{0,20}$/i;

/**
 * Offers the inline commands of a text. Where the text tells to run the one it holds (`Run …`, `Smoke test: …`), that
 * command is the step itself and becomes a block.
 */
export function offerInlineCommands(step: DraftStep, nodes: readonly Nodes[], reader: CommandReader): void {
  const spans = codeSpans(nodes).filter(isOffered);
  const [only, ...others] = spans;
  const told =
    only !== undefined && others.length === 0 && step.blocks.length === 0 && isTold(plain(nodes), plainCode(only.text));
  for (const span of spans) {
    const shell = plainCode(span.text);
    const commands: RunbookCommand[] = reader
      .shell(shell, span.line - 1)
      .commands.map(({ argv: _, ...command }) => ({ ...command, inline: true }));
    step.commands.push(...commands);
    if (told) step.blocks.push(blockOf(shell, span.line));
  }
}

function plainCode(text: string): string {
  return text.trim().replace(/^\$ /, '');
}

function isTold(text: string, command: string): boolean {
  const at = text.indexOf(command);
  if (at < 0) return false;
  const before = text.slice(0, at).trimEnd();
  const after = text.slice(at + command.length).trim();
  return (
    (/[:：]$/.test(before) && /^[.]?$/.test(after)) ||
    /\b(?:run|execute|ejecuta(?:r)?)(?: (?:the )?(?:command|script))?:?$/i.test(before)
  );
}

function blockOf(text: string, line: number): Block {
  return { line, endLine: line, language: 'shell', text };
}
