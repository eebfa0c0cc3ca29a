import { whatItWaitsFor } from '../check/interactive.ts';
import { isPipedInto, nameOf, textBefore, textFrom } from '../check/source-text.ts';
import type { CommandPlace, Rule } from './rule.ts';

/** A warning: a person at a terminal gets by; a block that is pasted as a whole, or run unattended, does not. */
export const interactiveCommand: Rule = {
  id: 'interactive-command',
  severity: 'warning',
  title: 'A command waits for somebody at a keyboard.',
  why: 'The lines below it are typed into the wrong program when the block is pasted, and nothing that is done inside is guarded or recorded.',
  example: {
    bad: '# Count connections\n\n```bash\npsql $DATABASE_URL\n```\n',
    good: '# Count connections\n\n```bash\npsql $DATABASE_URL -c "SELECT count(*) FROM pg_stat_activity"\n```\n',
  },
  *check({ commands, lines }) {
    for (const [i, place] of commands.entries()) {
      const waits = whatItWaitsFor(place);
      if (waits === null || isFed(place, lines) || commands[i + 1]?.command.inside === place.command.text) continue;
      yield {
        line: place.command.line,
        message: `"${nameOf(place)}" ${waits}.`,
        hint: 'Say in the command itself what is to be done: -c, --command, --yes, an argument.',
      };
    }
  },
};

/** Something else answers: a pipe, a file. */
function isFed(place: CommandPlace, lines: readonly string[]): boolean {
  if (isPipedInto(textBefore(place, lines))) return true;
  const [own = ''] = textFrom(place, lines).split(/[^\\|]\|[^|]/, 1);
  return /(?:^|\s)\d?<{1,3}\s*["'$./\w<-]/.test(own.replace(/<[a-z][\w .-]*>/gi, ''));
}
