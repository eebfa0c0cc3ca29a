import type { CommandPlace, Finding, RuleContext } from '../rules/rule.ts';

type Place = Pick<Finding, 'line'> & { column?: number };

/** Where a part of a command stands in the document: its own line where a command goes over several. */
export function wordPlace({ lines }: RuleContext, { command, block }: CommandPlace, word: string): Place {
  const first = word.split('\n').find((line) => line.trim() !== '');
  if (first === undefined) return { line: command.line };
  const last = Math.max(command.line, block?.endLine ?? command.line);
  for (let line = command.line; line <= last; line += 1) {
    const column = columnOf(lines[line - 1] ?? '', first.trim());
    if (column !== null) return { line, column };
  }
  return { line: command.line };
}

/** Of the first place where the word does not go on to either side. */
function columnOf(line: string, word: string): number | null {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const before = line.charAt(at - 1);
    const after = line.charAt(at + word.length);
    if (!goesOn(before, word.charAt(0)) && !goesOn(after, word.charAt(word.length - 1))) return at + 1;
  }
  return null;
}

function goesOn(outside: string, inside: string): boolean {
  return /[\w-]/.test(outside) && /[\w-]/.test(inside);
}
