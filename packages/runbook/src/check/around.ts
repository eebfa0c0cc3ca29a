/** What stands before, after and about a command in its procedure. */
import type { CommandPlace, RuleContext } from '../rules/rule.ts';

/** Commands of the same procedure that stand above, the nearest last. */
export function commandsBefore({ commands }: RuleContext, place: CommandPlace): CommandPlace[] {
  const before: CommandPlace[] = [];
  for (let at = indexOf(commands, place) - 1; at >= 0; at -= 1) {
    const other = commands[at];
    if (other === undefined || other.command.line < place.procedure.line) break;
    if (other.procedure === place.procedure) before.push(other);
  }
  return before.reverse();
}

/** The commands stand in the order of their lines. */
function indexOf(commands: readonly CommandPlace[], place: CommandPlace): number {
  let [low, high] = [0, commands.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((commands[middle]?.command.line ?? 0) < place.command.line) low = middle + 1;
    else high = middle;
  }
  return commands.indexOf(place, low);
}

/** What the document says the command is for: its comment and its step. */
export function purposeOf({ command, step }: CommandPlace): string {
  return [command.comment ?? '', step.text, ...(step.details ?? [])].join('\n');
}

/** The document's text from behind the command to the end of its procedure. */
export function textAfter({ lines }: RuleContext, { command, procedure }: CommandPlace): string {
  let line = command.line;
  while (/\\\s*$/.test(lines[line - 1] ?? '')) line += 1;
  return lines.slice(line, procedure.endLine).join('\n');
}
