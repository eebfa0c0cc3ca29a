/**
 * Operations whose effect their name does not tell. Everything else follows from the verb (effects.ts).
 *
 * Rules of an operation are tried in order; one without `when` always holds. Keys are `service operation`;
 * `* operation` holds for every service. An operation that falls through its rules is judged by its name.
 */
import type { Effect } from '@steadyhand/contracts';
import { REVEALS } from './reveals.ts';

/** The value of an option as text; several options may hold, one that is hidden (a file) holds as `unknown`. */
export interface Condition {
  flag: string;
  /** Matches the value; a list's items are joined by spaces, a boolean is `true` or `false`. */
  is: RegExp;
}

export interface EffectRule {
  effect: Effect;
  why: string;
  when?: Condition;
}

const read = (why: string, when?: Condition): EffectRule => rule('read', why, when);
const reveal = (why: string, when?: Condition): EffectRule => rule('reveal', why, when);
const change = (why: string, when?: Condition): EffectRule => rule('change', why, when);
const destroy = (why: string, when?: Condition): EffectRule => rule('destroy', why, when);
const unknown = (why: string, when?: Condition): EffectRule => rule('unknown', why, when);

function rule(effect: Effect, why: string, when?: Condition): EffectRule {
  return when ? { effect, why, when } : { effect, why };
}

/** Everything that Python or JavaScript reads as the number 0. */
const ZERO = /^\s*[-+]?(0+\.?0*|\.0+)(e[-+]?\d+)?\s*$/i;
const IS_TRUE = /^true$/;
const sql = (flag: string): EffectRule[] => [
  read('the statement only selects', {
    flag,
    is: /^\s*(select\b(?!.*\binto\b)|show\b|describe\b|desc\b|explain\s+(?!analyze)|with\b(?!.*\b(insert|update|delete|merge|into)\b))(?!.*;\s*\S)/is,
  }),
  destroy('the statement removes data', { flag, is: /\b(drop|delete|truncate|vacuum)\b/i }),
  change('the statement is not a plain selection'),
];

/**
 * Reads whose output has a member that the model calls sensitive and that is no secret in practice, or of which what is
 * secret is redacted: of an environment block (ecs, lambda) the entries that are named like secrets or hold a password.
 */
const PLAIN_READS: readonly string[] = [
  'backup get-backup-plan',
  'backup get-backup-plan-from-json',
  'backup get-backup-plan-from-template',
  'backup get-recovery-point-restore-metadata',
  'backup get-restore-testing-selection',
  'backup list-tags',
  'ecs describe-daemon-task-definition',
  'ecs describe-express-gateway-service',
  'ecs describe-task-definition',
  'ecs describe-tasks',
  'events list-targets-by-rule',
  'guardduty get-findings',
  'guardduty get-members',
  'guardduty list-members',
  'iam list-virtual-mfa-devices',
  'lambda get-function-configuration',
  'lambda list-functions',
  'lambda list-versions-by-function',
  'organizations describe-account',
  'organizations describe-organization',
  'organizations list-accounts',
  'organizations list-accounts-for-parent',
  'pi get-performance-analysis-report',
  'rds describe-db-clusters',
  'rds describe-db-instances',
  'rds describe-db-proxy-target-groups',
  'rds describe-option-groups',
  'rds download-db-log-file-portion',
  'redshift describe-clusters',
  's3api get-bucket-encryption',
  's3api get-bucket-inventory-configuration',
  's3api get-object',
  's3api head-object',
  's3api list-bucket-inventory-configurations',
  'sesv2 get-account',
  'sns list-phone-numbers-opted-out',
  'ssm describe-instance-information',
  'ssm describe-instance-patch-states',
  'ssm describe-instance-patch-states-for-patch-group',
  'ssm describe-instance-properties',
  'ssm describe-maintenance-windows',
  'ssm get-maintenance-window',
  'ssm get-patch-baseline',
  'ssm list-commands',
  'ssm list-nodes',
  'stepfunctions describe-execution',
  'stepfunctions describe-state-machine',
  'stepfunctions get-execution-history',
];

/** Named like a change, but nothing differs afterwards apart from a result to be fetched. */
const NAMED_LIKE_CHANGES: Readonly<Record<string, string>> = {
  'ce start-savings-plans-purchase-recommendation-generation': 'computes a recommendation',
  'cloudtrail start-query': 'starts a query, which only reads',
  'ecs discover-poll-endpoint': 'returns an address',
  'events test-event-pattern': 'compares two texts',
  'iam generate-credential-report': 'computes a report of what is there',
  'iam generate-service-last-accessed-details': 'computes a report of what is there',
  'iam simulate-custom-policy': 'computes what a policy would allow',
  'iam simulate-principal-policy': 'computes what a policy would allow',
  'kms encrypt': 'computes a ciphertext',
  'kms generate-mac': 'computes a code',
  'kms sign': 'computes a signature',
  'kms verify': 'checks a signature',
  'kms verify-mac': 'checks a code',
  'logs start-live-tail': 'follows a log',
  'logs start-query': 'starts a query, which only reads',
  'logs test-metric-filter': 'compares two texts',
  'logs test-transformer': 'compares two texts',
  'logs tail': 'prints log events',
  'rds download-db-log-file-portion': 'returns a log',
  'route53 test-dns-answer': 'answers a DNS question',
};

/** Named like a read, but the world differs afterwards. */
const NAMED_LIKE_READS: Readonly<Record<string, string>> = {
  'codecommit evaluate-pull-request-approval-rules': 'not judged',
  'cognito-identity get-id': 'makes an identity where there is none',
  'elasticache test-failover': 'fails over a real node group',
  'license-manager check-in-license': 'gives a license back',
  'servicecatalog scan-provisioned-products': 'not judged',
  'sqs receive-message':
    'hides what it returns from the consumers for the visibility timeout, counts as a receive (enough of them move a message to the dead-letter queue), and keeps it from being redriven meanwhile',
  'stepfunctions get-activity-task': 'takes a task from the workers',
};

/** What a second command does not bring back, under a name that does not say so. */
const DESTROYS: Readonly<Record<string, string>> = {
  'application-autoscaling deregister-scalable-target': 'deletes the scaling policies with it',
  'autoscaling terminate-instance-in-auto-scaling-group': 'terminates an instance',
  'backup disassociate-recovery-point': 'gives up control of a recovery point',
  'backup update-recovery-point-lifecycle': 'may let a recovery point expire',
  'cloudformation cancel-update-stack': 'rolls back what the update has done',
  'cloudformation rollback-stack': 'takes away what the last operation has made',
  'cloudformation update-stack': 'carries out a plan that may replace or delete resources',
  'cloudformation update-stack-set': 'carries out a plan that may replace or delete resources',
  'docdb reset-db-cluster-parameter-group': 'forgets the values that were set',
  'ec2 cancel-spot-fleet-requests': 'may terminate the instances of the fleet',
  'ec2 deregister-image': 'the image cannot be registered again from nothing',
  'ec2 disable-fast-snapshot-restores': 'the warmed-up state is lost',
  'ec2 release-address': 'the address may go to somebody else',
  'ec2 release-hosts': 'the hosts are given back',
  'elasticache reboot-cache-cluster': 'a cache that is rebooted has lost what it held',
  'elasticache reset-cache-parameter-group': 'forgets the values that were set',
  'elasticache decrease-replica-count': 'deletes replicas',
  'elasticbeanstalk rebuild-environment': 'deletes and creates all resources',
  'fis start-experiment': 'breaks things on purpose',
  'iam deactivate-mfa-device': 'the device must be paired again',
  'kms disconnect-custom-key-store': 'its keys cannot be used any more',
  'kms schedule-key-deletion': 'what was encrypted with the key is lost once it is deleted',
  'kinesis decrease-stream-retention-period': 'deletes the records that are older',
  'organizations close-account': 'closes the account',
  'organizations leave-organization': 'leaves the organization',
  'organizations remove-account-from-organization': 'removes an account',
  'rds promote-read-replica': 'ends replication for good; the replica must be created anew',
  'rds promote-read-replica-db-cluster': 'ends replication for good; the replica must be created anew',
  'rds remove-from-global-cluster': 'ends replication for good',
  'rds reset-db-cluster-parameter-group': 'forgets the values that were set',
  'rds reset-db-parameter-group': 'forgets the values that were set',
  'rds failover-global-cluster': 'may lose what was not replicated yet',
  'rds backtrack-db-cluster': 'undoes what was written since',
  's3api abort-multipart-upload': 'the parts that were uploaded are lost',
  'sqs purge-queue': 'deletes every message of the queue',
  's3 mv': 'removes the source; overwrites the target',
  's3 rb': 'removes a bucket',
  's3 rm': 'removes objects',
};

/** What the command carries is not seen from here. */
const CARRIES: Readonly<Record<string, string>> = {
  'cloudformation execute-change-set': 'what the change set holds is not seen',
  'cloudformation execute-stack-refactor': 'what the refactoring holds is not seen',
  'rds-data batch-execute-statement': 'runs SQL',
  'rds-data execute-sql': 'runs SQL',
  'rds-data execute-statement': 'runs SQL',
  'redshift-data batch-execute-statement': 'runs SQL',
  'redshift-data execute-statement': 'runs SQL',
  'neptunedata execute-gremlin-query': 'runs a query that may write',
  'neptunedata execute-open-cypher-query': 'runs a query that may write',
  'neptune-graph execute-query': 'runs a query that may write',
  'ssm send-command': 'runs commands on instances',
  'ssm start-automation-execution': 'runs an automation document',
  'ssm create-association': 'runs a document on instances',
};

const CONDITIONAL: Readonly<Record<string, readonly EffectRule[]>> = {
  'apigateway get-api-key': [
    reveal('returns an API key', { flag: 'include-value', is: IS_TRUE }),
    read('leaves the key out'),
  ],
  'apigateway get-api-keys': [
    reveal('returns API keys', { flag: 'include-values', is: IS_TRUE }),
    read('leaves the keys out'),
  ],
  'application-autoscaling register-scalable-target': [
    destroy('scales to nothing', { flag: 'max-capacity', is: ZERO }),
  ],
  'athena start-query-execution': sql('query-string'),
  'autoscaling set-desired-capacity': [
    destroy('terminates every instance of the group', { flag: 'desired-capacity', is: ZERO }),
  ],
  'autoscaling update-auto-scaling-group': [
    destroy('terminates every instance of the group', { flag: 'desired-capacity', is: ZERO }),
    destroy('terminates every instance of the group', { flag: 'max-size', is: ZERO }),
  ],
  'cloudformation deploy': [
    change('makes a change set and leaves it', { flag: 'no-execute-changeset', is: IS_TRUE }),
    destroy('carries out a plan that may replace or delete resources'),
  ],
  'dms start-replication-task': [
    destroy('drops the target tables', { flag: 'start-replication-task-type', is: /reload-target/ }),
  ],
  'dynamodb batch-write-item': [destroy('deletes items', { flag: 'request-items', is: /DeleteRequest/ })],
  'dynamodb execute-statement': sql('statement'),
  'dynamodb execute-transaction': [unknown('runs statements')],
  'dynamodb transact-write-items': [destroy('deletes items', { flag: 'transact-items', is: /Delete/ })],
  'dynamodb update-table': [
    destroy('deletes replicas', { flag: 'replica-updates', is: /Delete/ }),
    destroy('deletes indexes', { flag: 'global-secondary-index-updates', is: /Delete/ }),
  ],
  'dynamodb update-time-to-live': [destroy('lets items expire')],
  'ec2 describe-instance-attribute': [
    reveal('returns the user data', { flag: 'attribute', is: /userdata/i }),
    read('reads an attribute'),
  ],
  'ecr put-lifecycle-policy': [destroy('may expire images')],
  'ecs update-service': [destroy('stops every task of the service', { flag: 'desired-count', is: ZERO })],
  'eks update-nodegroup-config': [
    destroy('terminates every node of the group', { flag: 'scaling-config', is: /desiredSize["']?\s*[:=]\s*0(?!\d)/i }),
  ],
  'elasticache modify-cache-cluster': [
    destroy('removes nodes', { flag: 'cache-node-ids-to-remove', is: /./ }),
    destroy('deletes all automatic snapshots', { flag: 'snapshot-retention-limit', is: ZERO }),
  ],
  'elasticache modify-replication-group': [
    destroy('deletes all automatic snapshots', { flag: 'snapshot-retention-limit', is: ZERO }),
  ],
  'elasticache modify-replication-group-shard-configuration': [
    destroy('removes node groups', { flag: 'node-groups-to-remove', is: /./ }),
    destroy('removes node groups', { flag: 'node-groups-to-retain', is: /./ }),
  ],
  'glue get-connection': [
    read('leaves the password out', { flag: 'hide-password', is: IS_TRUE }),
    reveal('returns the password'),
  ],
  'glue get-connections': [
    read('leaves the passwords out', { flag: 'hide-password', is: IS_TRUE }),
    reveal('returns passwords'),
  ],
  'lambda invoke': [
    read('a dry run only checks the permission', { flag: 'invocation-type', is: /^DryRun$/ }),
    change('runs the function'),
  ],
  'lambda put-function-concurrency': [
    destroy('stops the function', { flag: 'reserved-concurrent-executions', is: ZERO }),
  ],
  'logs put-retention-policy': [destroy('deletes the log events that are older')],
  'rds modify-db-cluster': [
    destroy('the fewest backups are kept', { flag: 'backup-retention-period', is: /^\s*\+?0*[01]\s*$/ }),
  ],
  'rds modify-db-instance': [destroy('deletes all automatic backups', { flag: 'backup-retention-period', is: ZERO })],
  'route53 change-resource-record-sets': [destroy('deletes records', { flag: 'change-batch', is: /DELETE/i })],
  'sqs set-queue-attributes': [
    destroy('deletes the messages that are older', { flag: 'attributes', is: /MessageRetentionPeriod/ }),
  ],
  's3api put-bucket-lifecycle-configuration': [destroy('may expire objects')],
  's3 sync': [destroy('removes what the source does not have', { flag: 'delete', is: IS_TRUE })],
  'ssm get-parameter': [
    reveal('returns the decrypted value', { flag: 'with-decryption', is: IS_TRUE }),
    read('a SecureString stays encrypted'),
  ],
  'ssm get-parameters': [
    reveal('returns decrypted values', { flag: 'with-decryption', is: IS_TRUE }),
    read('a SecureString stays encrypted'),
  ],
  'ssm get-parameter-history': [
    reveal('returns decrypted values', { flag: 'with-decryption', is: IS_TRUE }),
    read('a SecureString stays encrypted'),
  ],
  'ssm get-parameters-by-path': [
    reveal('returns decrypted values', { flag: 'with-decryption', is: IS_TRUE }),
    read('a SecureString stays encrypted'),
  ],
};

function table(effect: Effect, reasons: Readonly<Record<string, string>>): [string, readonly EffectRule[]][] {
  return Object.entries(reasons).map(([key, why]) => [key, [rule(effect, why)]]);
}

export const EFFECT_OVERRIDES: ReadonlyMap<string, readonly EffectRule[]> = new Map([
  ...PLAIN_READS.map((key): [string, EffectRule[]] => [key, [read('reads; the sensitive members are redacted')]]),
  ...table('reveal', REVEALS),
  ...table('read', NAMED_LIKE_CHANGES),
  ...table('change', NAMED_LIKE_READS),
  ...table('destroy', DESTROYS),
  ...table('unknown', CARRIES),
  ...Object.entries(CONDITIONAL),
]);
