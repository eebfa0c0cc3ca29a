import { whatItWaitsFor } from '../check/interactive.ts';
import type { Rule } from './rule.ts';

/** Information: the command may be fine; it is only held back more than it needs. */
export const unknownProgram: Rule = {
  id: 'unknown-program',
  severity: 'info',
  title: 'What a command does is not known.',
  why: 'It is then treated as if it destroyed something: a dry run does not run it, and a run asks before it.',
  example: {
    bad: '# Restart\n\n```bash\nfrobnicate --restart api\n```\n',
    good: '# Look\n\n```bash\naws ecs list-clusters\n```\n',
  },
  *check({ commands, knowledge }) {
    const seen = new Set<string>();
    for (const place of commands) {
      const { command, argv, unresolved } = place;
      const what = `${command.program} ${command.operation ?? ''}`.trim();
      if (command.effect !== 'unknown' || seen.has(what) || command.program.startsWith('$')) continue;
      // What does not exist, and what opens a prompt, is reported as that.
      if (command.program === 'aws' && knowledge.aws.problems(argv, unresolved).length > 0) continue;
      if (command.inline || whatItWaitsFor(place) !== null) continue;
      seen.add(what);
      yield { line: command.line, message: `What "${what}" does is not known; it is treated as destructive.` };
    }
  },
};
