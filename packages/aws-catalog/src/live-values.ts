/** How to read, from the live system, what an argument would be: commands with `{--option}` for the same command's own options. */

export interface LiveValue {
  /** `service operation`. */
  operation: string;
  flag: string;
  /** Words of an `aws` command that prints the current value as text. */
  argv: readonly string[];
}

type Row = readonly [operation: string, flag: string, command: string, query: string];

const SERVICE = 'ecs describe-services --cluster {--cluster} --services {--service}';
const DATABASE = 'rds describe-db-instances --db-instance-identifier {--db-instance-identifier}';
const REPLICATION_GROUP = 'elasticache describe-replication-groups --replication-group-id {--replication-group-id}';
const SCALABLE_TARGET =
  'application-autoscaling describe-scalable-targets --service-namespace {--service-namespace} --resource-ids {--resource-id}';
const GROUP = 'autoscaling describe-auto-scaling-groups --auto-scaling-group-names {--auto-scaling-group-name}';

const ROWS: readonly Row[] = [
  ['ecs update-service', 'desired-count', SERVICE, 'services[0].desiredCount'],
  ['ecs update-service', 'task-definition', SERVICE, 'services[0].taskDefinition'],
  ['ecs update-service', 'platform-version', SERVICE, 'services[0].platformVersion'],
  ['rds modify-db-instance', 'db-instance-class', DATABASE, 'DBInstances[0].DBInstanceClass'],
  ['rds modify-db-instance', 'allocated-storage', DATABASE, 'DBInstances[0].AllocatedStorage'],
  ['rds modify-db-instance', 'backup-retention-period', DATABASE, 'DBInstances[0].BackupRetentionPeriod'],
  ['rds modify-db-instance', 'engine-version', DATABASE, 'DBInstances[0].EngineVersion'],
  ['elasticache modify-replication-group', 'cache-node-type', REPLICATION_GROUP, 'ReplicationGroups[0].CacheNodeType'],
  [
    'elasticache increase-replica-count',
    'new-replica-count',
    REPLICATION_GROUP,
    'length(ReplicationGroups[0].MemberClusters)',
  ],
  [
    'application-autoscaling register-scalable-target',
    'min-capacity',
    SCALABLE_TARGET,
    'ScalableTargets[0].MinCapacity',
  ],
  [
    'application-autoscaling register-scalable-target',
    'max-capacity',
    SCALABLE_TARGET,
    'ScalableTargets[0].MaxCapacity',
  ],
  ['autoscaling set-desired-capacity', 'desired-capacity', GROUP, 'AutoScalingGroups[0].DesiredCapacity'],
  [
    'lambda put-function-concurrency',
    'reserved-concurrent-executions',
    'lambda get-function-concurrency --function-name {--function-name}',
    'ReservedConcurrentExecutions',
  ],
  [
    'lambda update-alias',
    'function-version',
    'lambda get-alias --function-name {--function-name} --name {--name}',
    'FunctionVersion',
  ],
];

export const LIVE_VALUES: readonly LiveValue[] = ROWS.map(([operation, flag, command, query]) => ({
  operation,
  flag,
  argv: [...command.split(' '), '--query', query, '--output', 'text'],
}));

/** The command that reads the current value of an argument; undefined when there is none. */
export function liveValue(operation: string, flag: string): LiveValue | undefined {
  return LIVE_VALUES.find((value) => value.operation === operation && value.flag === flag);
}
