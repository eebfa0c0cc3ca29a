import { isEndless } from '../check/endless.ts';
import { nameOf } from '../check/source-text.ts';
import type { Rule } from './rule.ts';

/** Information: at the end of a step it is what people want, and Ctrl-C ends it. */
export const endlessCommand: Rule = {
  id: 'endless-command',
  severity: 'info',
  title: 'A command does not end on its own.',
  why: 'It waits for Ctrl-C: nobody can tell when the step is done, what it showed is not kept, and it cannot be run unattended.',
  example: {
    bad: '# Look at the log\n\n```bash\naws logs tail /ecs/api --follow\n```\n',
    good: '# Look at the log\n\n```bash\naws logs tail /ecs/api --since 10m\n```\n',
  },
  *check({ commands }) {
    for (const place of commands.filter(isEndless)) {
      const { line } = place.command;
      const hint =
        'Bound it: --since 10m instead of --follow, -c 5, --no-stream, or a wait for what it is watched for.';
      yield { line, message: `"${nameOf(place)}" does not end on its own.`, hint };
    }
  },
};
