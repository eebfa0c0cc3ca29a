import { isEndless } from '../check/endless.ts';
import { nameOf } from '../check/source-text.ts';
import type { CommandPlace, Rule } from './rule.ts';

/** A warning: a person who pastes the block believes that all of it has run. */
export const commandAfterEndless: Rule = {
  id: 'command-after-endless',
  severity: 'warning',
  title: 'A block goes on after a command that does not end.',
  why: 'Pasted as a whole, the lines below wait until somebody presses Ctrl-C, and some terminals throw them away then.',
  example: {
    bad: '# Deploy\n\n```bash\naws logs tail /ecs/api --follow\naws ecs wait services-stable --cluster prod --services api\n```\n',
    good: '# Deploy\n\n```bash\naws logs tail /ecs/api --since 10m\naws ecs wait services-stable --cluster prod --services api\n```\n',
  },
  *check({ commands, lines }) {
    for (const [i, place] of commands.entries()) {
      if (place.procedure.kind === 'reference' || !isEndless(place)) continue;
      const next = commands.slice(i + 1, i + 20).find(({ command }) => command.line > place.command.line);
      if (next === undefined || !isPastedTogether(place, next, lines)) continue;
      yield {
        line: place.command.line,
        message: `"${nameOf(place)}" does not end, so line ${next.command.line} is not reached.`,
        hint: 'Bound it, or move it to the end of the block or into one of its own.',
      };
    }
  },
};

/** In one fence, without a comment between that makes two examples of it, and not itself one more thing to watch. */
function isPastedTogether(one: CommandPlace, other: CommandPlace, lines: readonly string[]): boolean {
  if (other.block === null || isEndless(other) || one.procedure !== other.procedure) return false;
  const between = lines.slice(one.command.line, other.command.line - 1);
  return !between.some(
    (line) => /^[ \t>]*(?:`{3}|~{3})/.test(line) || /^\s*#\s*(?:or\b|alternativ|if\b|when\b)/i.test(line),
  );
}
