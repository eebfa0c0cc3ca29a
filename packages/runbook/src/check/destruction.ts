/** Commands that take data away, and what people write around them on purpose. */
import type { CommandPlace } from '../rules/rule.ts';
import { wordsOf } from './procedures.ts';

/** Tasks, pods, sessions and messages come back by themselves; what these name does not. */
const AWS_DATA =
  /^(?:rds delete-db-(?:instance|cluster)|dynamodb delete-table|s3 r[mb]|s3api delete-(?:bucket|objects?)|ec2 (?:delete-volume|terminate-instances|delete-snapshot)|efs delete-file-system|elasticache delete-\S+|redshift delete-cluster|backup delete-\S+|secretsmanager delete-secret|kms schedule-key-deletion|logs delete-log-group|cloudformation delete-stack|sqs purge-queue|sqs delete-queue|route53 delete-hosted-zone|cognito-idp delete-user-pool|kafka delete-cluster|eks delete-cluster|docdb delete-\S+|opensearch delete-domain|ecr delete-repository)\b/;

/** Whether what the command takes away is gone for good. `DELETE` without `WHERE` and `FLUSHALL` have rules of their own. */
export function destroysData({ command, argv }: CommandPlace): boolean {
  if (command.effect !== 'destroy' || command.inline) return false;
  const words = argv.join(' ');
  switch (command.program) {
    case 'aws':
      return AWS_DATA.test(command.operation ?? '') && !/--dryrun|--dry-run/.test(words);
    case 'psql':
    case 'mysql':
      return /\b(?:DROP\s+(?:TABLE|DATABASE|SCHEMA)|TRUNCATE)\b/i.test(words);
    case 'terraform':
    case 'tofu':
    case 'pulumi':
      return argv.some((word) => /^-?-?destroy$/.test(word)) && !argv.includes('plan');
    case 'kubectl':
    case 'oc':
      return /\bdelete\s+(?:-\S+\s+(?:\S+\s+)?)?(?:pvc|persistentvolumeclaims?|pv|ns|namespaces?|statefulsets?|sts|crd)\b/.test(
        words,
      );
    case 'dropdb':
      return true;
    case 'docker':
    case 'docker-compose':
      return /\bvolume\s+(?:rm|prune)\b|\bdown\b.*\s(?:-v|--volumes)\b|--volumes\b/.test(words);
    case 'rm':
      return (
        argv.some((word) => /^-[a-zA-Z]*r/i.test(word)) &&
        !/(?:^|\s)(?:\S*\/)?(?:tmp|temp|cache|node_modules|dist|build|logs?)\b/.test(words)
      );
    default:
      return false;
  }
}

const DELIBERATE =
  /\b(?:if|only|after|when|once|unless|until|confirm\w*|caution|careful\w*|warning|danger\w*|destructive|irreversible|last resort|make sure|ensure|be sure|verify|approv\w*|as needed|necessary|emergency|optional\w*|no longer|unused|orphan\w*|old|stale|expired|test|restored?|temporary|temp)\b|⚠|🚨|❗|nuclear/i;
const TITLED =
  /\b(?:delet\w*|destroy\w*|teardown|tear down|clean ?up|clean\w*|purg\w*|remov\w*|decommission\w*|drop\w*|flush\w*|clear\w*|reset\w*|wipe|prun\w*|retention|uninstall|rotat\w*|eliminar|limpi\w*)\b/i;

/** Whether the document says when to do it: a condition, a warning, or a procedure that is about nothing else. */
export function isDeliberate({ procedure, step, command }: CommandPlace): boolean {
  if (step.condition !== null || TITLED.test(procedure.title) || TITLED.test(procedure.id)) return true;
  return step.phase === 'rollback' || DELIBERATE.test(`${wordsOf(step)}\n${command.comment ?? ''}`);
}
