/** What stands around a command in the lines of the document. */
import type { CommandPlace } from '../rules/rule.ts';

/** `aws logs tail`, `psql`: what people call the command. */
export function nameOf({ command }: CommandPlace): string {
  const { program, operation } = command;
  return operation === null || /[A-Z]/.test(operation) ? program : `${program} ${operation}`;
}

/** The line on which a command begins, up to where it does; what a shell reads before it. */
export function textBefore({ command }: CommandPlace, lines: readonly string[]): string {
  const line = lines[command.line - 1] ?? '';
  const at = indexIn(line, command.program);
  return at < 0 ? '' : line.slice(0, at);
}

/** From the program's name to the end of the statement, lines that `\`, a quote or a `|` carries on included. */
export function textFrom({ command }: CommandPlace, lines: readonly string[]): string {
  const first = lines[command.line - 1] ?? '';
  const at = Math.max(0, indexIn(first, command.program));
  const parts = [first.slice(at)];
  for (let next = command.line; next < lines.length && goesOn(parts); next += 1) parts.push(lines[next] ?? '');
  return parts.join('\n');
}

function indexIn(line: string, program: string): number {
  const at = line.search(new RegExp(`(?<![\\w-])${program.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`));
  return at;
}

/** The longest statement that is looked at, in lines. */
const STATEMENT_LINES = 60;

function goesOn(parts: readonly string[]): boolean {
  const text = parts.join('\n');
  if (parts.length > STATEMENT_LINES || /`{3}$/.test(text)) return false;
  return /(?:\\|\||&&)\s*$/.test(text) || /^[^']*'(?:[^']*'[^']*')*[^']*$/.test(text.replace(/\\'|"[^"]*"/g, ''));
}

/** Whether somebody else reads what the command prints: `$(…)`, a pipe into it, or a file. */
export function isCaptured(before: string): boolean {
  return (before.match(/\$\(/g)?.length ?? 0) > (before.match(/\)/g)?.length ?? 0) || /=\s*"?`/.test(before);
}

export function isPipedInto(before: string): boolean {
  return /(?:^|[^|])\|\s*(?:sudo\s+|xargs\b.*)?$|<\(\s*$/.test(before);
}
