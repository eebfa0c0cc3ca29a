/** Restores that bring nothing back. */
import { textAfter } from '../check/around.ts';
import { awsLines } from '../check/aws-words.ts';
import { exampleOf } from '../check/example.ts';
import { wordPlace } from '../check/word-place.ts';
import type { CommandPlace, Rule, RuleContext } from './rule.ts';

const RESTORE =
  'aws rds restore-db-instance-from-db-snapshot --db-instance-identifier restored --db-snapshot-identifier $SNAPSHOT';
/** Each makes a new resource beside the old one. */
const RESTORES: ReadonlySet<string> = new Set([
  'rds restore-db-instance-from-db-snapshot',
  'rds restore-db-instance-to-point-in-time',
  'rds restore-db-cluster-from-snapshot',
  'rds restore-db-cluster-to-point-in-time',
  'backup start-restore-job',
  'dynamodb restore-table-from-backup',
  'dynamodb restore-table-to-point-in-time',
]);
/** What a document says where the system is led to what was restored. */
const POINTED =
  /\b(?:re-?point|points?|pointing|switch|swap|cut[ -]?over|redirect|rename|promote|migrate|connection strings?|dns|endpoint|database_url|db_host|env(?:ironment)? vars?|config(?:uration)?|secrets?|update-secret|put-secret-value|put-parameter|modify-db-(?:instance|cluster)|update-service|update-function-configuration|change-resource-record-sets|set env|set-env|pg_dump|copy)\b/i;
const TRIAL = /\b(?:test|drill|verif\w+|validat\w+|exercise|rehears\w+|audit|game ?day)\b/i;

export const restoreUnused: Rule = {
  id: 'restore-unused',
  severity: 'warning',
  title: 'A restore makes a new database, and nothing is pointed at it.',
  why: 'RDS never restores in place. Until the application, a secret or a name leads to the new instance, the old data stays in use and the incident goes on.',
  example: {
    bad: exampleOf(RESTORE),
    good: `${exampleOf(RESTORE)}\nThen point the API at the new instance.\n`,
  },
  *check(context) {
    const restores = awsLines(context).filter(({ name, place }) => RESTORES.has(name) && !place.command.inline);
    const uses = restores.length === 0 ? new Map<string, number>() : lastUses(context);
    for (const { place, name, value } of restores) {
      const target = TARGETS.map(value).find((id) => id !== undefined) ?? '';
      // Another procedure may go on with what was restored.
      const isTakenUp = (uses.get(target) ?? 0) > place.command.line;
      if (isTrial(place) || isTakenUp || POINTED.test(textAfter(context, place))) continue;
      yield {
        line: place.command.line,
        message: `"aws ${name}" makes a new resource, and nothing below it leads the system there.`,
        hint: 'Add the step that does: wait until it is available, then rename it or change the endpoint that the services use.',
      };
    }
  },
};

const TARGETS = [
  'target-db-instance-identifier',
  'db-instance-identifier',
  'target-table-name',
  'db-cluster-identifier',
];

/** For each word, the last line on which a command does something with it that is more than looking or taking away. */
function lastUses({ commands }: RuleContext): ReadonlyMap<string, number> {
  const uses = new Map<string, number>();
  for (const { argv, command } of commands) {
    if (/^(?:describe|wait|delete|restore)/.test(argv[1] ?? '')) continue;
    for (const word of argv) uses.set(word, command.line);
  }
  return uses;
}

function isTrial({ procedure }: CommandPlace): boolean {
  return TRIAL.test(procedure.title);
}

const POINT_IN_TIME =
  'aws rds restore-db-instance-to-point-in-time --source-db-instance-identifier prod --target-db-instance-identifier restored';

export const restoreTimeFixed: Rule = {
  id: 'restore-time-fixed',
  severity: 'warning',
  title: 'A point in time to restore to is written out.',
  why: 'Backups reach back 35 days at most. A date in a document is soon outside of that and the restore is refused; until then it brings back the wrong day.',
  example: {
    bad: exampleOf(`${POINT_IN_TIME} --restore-time 2020-01-15T10:00:00Z`),
    good: exampleOf(`${POINT_IN_TIME} --restore-time "$RESTORE_TIME"`),
  },
  *check(context) {
    for (const { place, name, value } of awsLines(context)) {
      if (!RESTORES.has(name)) continue;
      const time = value('restore-time') ?? value('restore-to-time') ?? value('restore-date-time') ?? '';
      if (!/^\d{4}-\d\d-\d\d/.test(time)) continue;
      yield {
        ...wordPlace(context, place, time),
        message: `${time} is outside the retention, which is 35 days at most, or soon will be.`,
        hint: 'Write a name for the moment ($RESTORE_TIME), and how to choose it: the last good minute before the incident.',
      };
    }
  },
};
