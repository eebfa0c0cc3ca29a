import { destroysData } from '../check/destruction.ts';
import { wordsOf } from '../check/procedures.ts';
import { nameOf } from '../check/source-text.ts';
import type { CommandPlace, Rule } from './rule.ts';

const SAVES = /back-?ups?|backed up|snapshot|dump|export|\bcopy\b|archiv|versioning|respaldo|copia/i;
/** What nobody would save: caches, copies, what only a test made. */
const WORTHLESS =
  /\b(?:cache|tmp|temp|temporary|test\w*|restored?|restore-test|drill|staging|dev|old|expired|orphan\w*|unused|queue|logs?)\b/i;

/** A warning: there may be a backup that the document does not speak of. */
export const destroyWithoutBackup: Rule = {
  id: 'destroy-without-backup',
  severity: 'warning',
  title: 'Data is destroyed, and no step before saves it.',
  why: 'It was the wrong table, or the right table of the wrong environment, and the last backup is from the night before.',
  example: {
    bad: '# Remove a tenant\n\n```bash\npsql $DATABASE_URL -c "DROP SCHEMA tenant_7 CASCADE"\n```\n',
    good: '# Remove a tenant\n\n```bash\npg_dump $DATABASE_URL -n tenant_7 > tenant_7.sql\npsql $DATABASE_URL -c "DROP SCHEMA tenant_7 CASCADE"\n```\n',
  },
  *check({ commands }) {
    for (const place of commands) {
      if (!destroysData(place) || !isStore(place) || isSaved(place)) continue;
      yield {
        line: place.command.line,
        message: `Nothing before this "${nameOf(place)}" saves what it takes away.`,
        hint: 'Put the snapshot or dump above it, or say why there is nothing to save.',
      };
    }
  },
};

/** Databases, volumes and buckets; a cache is there to be emptied, and what AWS would have kept has its own rule. */
function isStore({ command, argv, step }: CommandPlace): boolean {
  if (command.program === 'rm') return false;
  if (argv.some((word) => /^--(?:skip-final-|force-delete-without-recovery)/.test(word))) return false;
  return !WORTHLESS.test(`${argv.join(' ')}\n${wordsOf(step)}`);
}

function isSaved({ procedure, command, argv }: CommandPlace): boolean {
  if (argv.some((word) => /^--final-(?:db-)?snapshot-identifier/.test(word))) return true;
  const before = procedure.steps.filter(({ line }) => line <= command.line);
  return SAVES.test(procedure.title) || before.some((step) => saves(step, command.line));
}

function saves(step: CommandPlace['step'], line: number): boolean {
  const commands = step.commands.filter((command) => command.line < line).map(({ text }) => text);
  return SAVES.test([wordsOf(step), ...commands].join('\n').replace(/--skip-final-snapshot/g, ''));
}
