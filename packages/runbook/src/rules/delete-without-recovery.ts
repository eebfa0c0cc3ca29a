import { commandsBefore } from '../check/around.ts';
import { type AwsWords, awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import { wordPlace } from '../check/word-place.ts';
import type { Rule } from './rule.ts';

/** Options that give the last way back away, with what to write instead. */
const NO_WAY_BACK: readonly { option: string; hint: string }[] = [
  {
    option: 'skip-final-snapshot',
    hint: 'Give --final-db-snapshot-identifier in its place, or make a snapshot above.',
  },
  { option: 'skip-final-cluster-snapshot', hint: 'Give --final-cluster-snapshot-identifier in its place.' },
  { option: 'force-delete-without-recovery', hint: 'Give --recovery-window-in-days in its place.' },
];

const DELETE = 'aws rds delete-db-instance --db-instance-identifier prod';

export const deleteWithoutRecovery: Rule = {
  id: 'delete-without-recovery',
  severity: 'warning',
  title: 'Something that holds data is deleted without a last copy.',
  why: 'It takes one wrong identifier, and there is nothing to restore from: automated backups go with the instance.',
  example: {
    bad: exampleOf(`${DELETE} --skip-final-snapshot`),
    good: exampleOf(`${DELETE} --final-db-snapshot-identifier prod-final`),
  },
  *check(context) {
    const lines = awsLines(context);
    const made = new Set(lines.flatMap(({ name, place }) => (/restore|read-replica/.test(name) ? place.argv : [])));
    for (const line of lines) {
      const found = NO_WAY_BACK.find(({ option }) => line.has(option));
      if (found === undefined || isCopy(line, made)) continue;
      const before = commandsBefore(context, line.place);
      if (before.some(({ argv }) => /create-db-(?:cluster-)?snapshot/.test(argv.join(' ')))) continue;
      const message = `--${found.option} deletes without a way back.`;
      yield { ...wordPlace(context, line.place, `--${found.option}`), message, hint: found.hint };
    }
  },
};

/** What the document itself made by a restore may go without a snapshot. */
function isCopy({ value }: AwsWords, made: ReadonlySet<string>): boolean {
  const id = value('db-instance-identifier') ?? value('db-cluster-identifier') ?? '';
  return made.has(id) || /restor|recover|temp|tmp|test|pitr|clone|copy|drill/i.test(id);
}
