/** Programs of databases, queues and caches, and those that change schemas. */
import { type ProgramGrammar, worstEffect } from '@steadyhand/contracts';
import { judged } from '../analysis.ts';
import type { JudgeSql } from '../psql/sql-effect.ts';
import type { Rule } from './command-table.ts';
import { all, byNames, type Group, groupGrammars, type Row, rowGrammars, withOptions } from './rules.ts';

const DUMPS: readonly Row[] = [
  ['createdb', 'change', 'createdb app_test'],
  ['dropdb', 'destroy', 'dropdb app_test'],
  ['mongodump', 'read', 'mongodump --uri mongodb://db/app'],
  ['mongoexport', 'read', 'mongoexport --collection orders'],
  ['mongoimport', withOptions(['--drop'], 'destroy', 'change'), 'mongoimport --collection orders orders.json'],
  ['mongorestore', withOptions(['--drop'], 'destroy', 'change'), 'mongorestore dump/'],
  [
    'mysqlcheck',
    withOptions(['-r', '-o', '-a', '--repair', '--optimize', '--analyze'], 'change', 'read'),
    'mysqlcheck app',
  ],
  ['mysqlimport', withOptions(['-d', '--delete'], 'destroy', 'change'), 'mysqlimport app orders.txt'],
  ['pg_basebackup', 'read', 'pg_basebackup -D /backup'],
  ['pg_controldata', 'read', 'pg_controldata'],
  ['pg_resetwal', 'destroy', 'pg_resetwal /var/lib/postgresql/data'],
  ['pg_rewind', 'destroy', 'pg_rewind --target-pgdata data'],
  ['pgbench', 'change', 'pgbench -c 10 app'],
  ['redis-benchmark', 'change', 'redis-benchmark -n 1000'],
  ['reindexdb', 'change', 'reindexdb app'],
  ['vacuumdb', 'change', 'vacuumdb --analyze app'],
];

const consumer: Rule = withOptions(['--group', '--consumer-property'], 'change', 'read');
const consumerGroups: Rule = ({ has }) => {
  if (has('--delete', '--delete-offsets')) return 'destroy';
  if (has('--reset-offsets')) return has('--execute') ? 'destroy' : ['read', 'without --execute it only shows'];
  return has('--describe', '--list') ? 'read' : 'unknown';
};
const topics: Rule = ({ has }) => {
  if (has('--delete')) return 'destroy';
  if (has('--create', '--alter')) return 'change';
  return has('--list', '--describe') ? 'read' : 'unknown';
};

/** Each under its own name and with `.sh`, as the archive of Kafka has them. */
const KAFKA: readonly Row[] = [
  [
    'kafka-acls',
    ({ has }) => (has('--remove') ? 'destroy' : has('--add') ? 'change' : has('--list') ? 'read' : 'unknown'),
    '--list',
  ],
  ['kafka-broker-api-versions', 'read', '--bootstrap-server kafka:9092'],
  [
    'kafka-configs',
    ({ has }) => (has('--alter') ? 'change' : has('--describe') ? 'read' : 'unknown'),
    '--describe --entity-type topics',
  ],
  ['kafka-console-consumer', consumer, '--topic orders --max-messages 10'],
  ['kafka-console-producer', 'change', '--topic orders'],
  ['kafka-consumer-groups', consumerGroups, '--describe --all-groups'],
  ['kafka-delete-records', 'destroy', '--offset-json-file offsets.json'],
  ['kafka-get-offsets', 'read', '--topic orders'],
  ['kafka-leader-election', 'change', '--election-type preferred'],
  ['kafka-log-dirs', withOptions(['--describe'], 'read', 'unknown'), '--describe'],
  [
    'kafka-reassign-partitions',
    ({ has }) => (has('--execute', '--cancel') ? 'change' : has('--verify', '--generate') ? 'read' : 'unknown'),
    '--verify',
  ],
  ['kafka-topics', topics, '--list'],
];

const MIGRATIONS: Readonly<Record<string, Group>> = {
  alembic: {
    example: 'alembic current',
    valued: ['-c', '--config', '-n', '--name', '-x', '-m', '--message'],
    commands: {
      ...all('read', 'current, history, heads, branches, show, check'),
      upgrade: withOptions(['--sql'], 'read', 'change'),
      ...all('change', 'stamp, revision, merge, init'),
      downgrade: withOptions(['--sql'], 'read', 'destroy'),
    },
  },
  flyway: {
    example: 'flyway info',
    commands: {
      ...all('read', 'info, validate'),
      ...all('change', 'migrate, repair, baseline'),
      ...all('destroy', 'clean, undo'),
    },
  },
  dbmate: {
    example: 'dbmate status',
    valued: ['-u', '--url', '-e', '--env', '-d', '--migrations-dir'],
    commands: {
      ...all('read', 'status, dump'),
      ...all('change', 'up, migrate, create, new'),
      ...all('destroy', 'down, rollback, drop'),
    },
  },
  knex: {
    example: 'knex migrate:status',
    valued: ['--knexfile', '--env', '--cwd'],
    commands: {
      ...all('read', 'migrate:status, migrate:list, migrate:currentVersion'),
      ...all('change', 'migrate:latest, migrate:up, migrate:make, migrate:unlock, seed:run, seed:make'),
      ...all('destroy', 'migrate:rollback, migrate:down'),
    },
  },
  sequelize: SEQUELIZE(),
  'sequelize-cli': SEQUELIZE(),
  typeorm: {
    example: 'typeorm migration:show',
    valued: ['-d', '--dataSource'],
    commands: {
      ...all('read', 'migration:show, schema:log, version'),
      ...all('change', 'migration:run, migration:create, migration:generate, cache:clear'),
      ...all('destroy', 'migration:revert, schema:sync, schema:drop'),
    },
  },
  'drizzle-kit': {
    example: 'drizzle-kit check',
    commands: {
      check: 'read',
      ...all('change', 'generate, migrate, pull, introspect, studio'),
      ...all('destroy', 'push, drop'),
    },
  },
  prisma: {
    example: 'prisma migrate status',
    valued: ['--schema', '--name'],
    commands: {
      ...all('read', 'migrate status, migrate diff, validate, version'),
      ...all('change', 'migrate deploy, migrate resolve, generate, format, db pull, db seed'),
      studio: ['change', 'opens an editor in which a person may change anything'],
      ...all('destroy', 'migrate reset, migrate dev, db push'),
    },
  },
  sqlx: {
    example: 'sqlx migrate info',
    valued: ['--source', '-D', '--database-url'],
    commands: {
      'migrate info': 'read',
      ...all('change', 'migrate run, migrate add, database create'),
      ...all('destroy', 'migrate revert, database drop, database reset'),
    },
  },
};

function SEQUELIZE(): Group {
  return {
    example: 'sequelize-cli db:migrate:status',
    valued: ['--env', '--config', '--url'],
    commands: {
      'db:migrate:status': 'read',
      ...all('change', 'db:migrate, db:seed, db:seed:all, db:create, migration:generate'),
      ...all('destroy', 'db:migrate:undo, db:migrate:undo:all, db:seed:undo, db:seed:undo:all, db:drop'),
    },
  };
}

const SERVERS: Readonly<Record<string, Group>> = {
  celery: {
    example: 'celery -A app inspect active',
    valued: ['-A', '--app', '-b', '--broker', '-d', '--destination', '-t', '--timeout'],
    commands: {
      ...all('read', 'inspect, status, report, list, events'),
      ...all('change', 'call, worker, beat, flower, multi, migrate'),
      control: ({ operands }) => (operands[0]?.value === 'shutdown' ? 'destroy' : 'change'),
      purge: 'destroy',
    },
  },
  etcdctl: {
    example: 'etcdctl endpoint health',
    valued: ['--endpoints', '--cacert', '--cert', '--key', '--user'],
    commands: {
      ...all(
        'read',
        'get, member list, endpoint health, endpoint status, alarm list, snapshot status, snapshot save, watch, version',
      ),
      ...all(
        'change',
        'put, compaction, defrag, alarm disarm, member add, member update, move-leader, snapshot restore',
      ),
      ...all('destroy', 'del, member remove'),
    },
  },
  mysqladmin: {
    example: 'mysqladmin status',
    valued: ['-h', '--host', '-u', '--user', '-P', '--port'],
    commands: {
      ...all('read', 'status, extended-status, processlist, ping, version, variables'),
      ...all('change', 'flush-hosts, flush-logs, flush-privileges, flush-status, flush-tables, refresh, reload, kill'),
      ...all('change', 'create, password, start-slave, stop-slave, start-replica, stop-replica'),
      ...all('destroy', 'drop, shutdown'),
    },
  },
  pg_ctl: {
    example: 'pg_ctl status',
    valued: ['-D', '--pgdata', '-l', '--log', '-m', '--mode'],
    commands: {
      status: 'read',
      ...all('change', 'start, stop, restart, reload'),
      ...all('destroy', 'promote, init, initdb, kill'),
    },
  },
  pgbackrest: {
    example: 'pgbackrest info',
    commands: {
      ...all('read', 'info, check, verify, version'),
      ...all('change', 'backup, start, stop, stanza-create'),
      ...all('destroy', 'restore, expire, stanza-delete'),
    },
  },
  rabbitmqctl: {
    example: 'rabbitmqctl list_queues',
    valued: ['-n', '--node', '-p', '--vhost', '-t', '--timeout'],
    commands: {
      ...all(
        'read',
        'status, cluster_status, ping, list_queues, list_exchanges, list_bindings, list_connections, list_channels',
      ),
      ...all(
        'read',
        'list_consumers, list_users, list_vhosts, list_permissions, list_policies, list_parameters, await_startup',
      ),
      ...all('read', 'list_user_permissions, list_unresponsive_queues, node_health_check, version'),
      ...all('reveal', 'environment, report, export_definitions'),
      ...all(
        'change',
        'stop, stop_app, start_app, shutdown, add_user, add_vhost, change_password, set_permissions, set_policy',
      ),
      ...all('change', 'set_user_tags, set_parameter, clear_policy, clear_permissions, close_connection, sync_queue'),
      ...all(
        'change',
        'close_all_connections, join_cluster, rotate_logs, import_definitions, set_vm_memory_high_watermark',
      ),
      ...all(
        'destroy',
        'purge_queue, delete_queue, delete_user, delete_vhost, reset, force_reset, forget_cluster_node',
      ),
    },
  },
  rabbitmqadmin: {
    example: 'rabbitmqadmin list queues',
    valued: ['-H', '--host', '-P', '--port', '-u', '--username', '-p', '--password', '-V', '--vhost'],
    commands: {
      ...all('read', 'list, show'),
      export: 'reveal',
      ...all('change', 'get, publish, declare, close, import'),
      ...all('destroy', 'delete, purge'),
    },
  },
  'wal-g': {
    example: 'wal-g backup-list',
    commands: {
      ...all('read', 'backup-list, wal-show, wal-verify'),
      ...all('change', 'backup-push, backup-fetch, wal-push, wal-fetch'),
      delete: 'destroy',
    },
  },
};

export function databaseGrammars(judgeSql: JudgeSql): ProgramGrammar[] {
  return [
    ...rowGrammars(DUMPS),
    ...rowGrammars(KAFKA.flatMap(([name, rule, example]) => byNames([name, `${name}.sh`], rule, example))),
    ...groupGrammars({ ...MIGRATIONS, ...SERVERS }),
    mongosh('mongosh'),
    mongosh('mongo'),
    sqlite(judgeSql),
  ];
}

const MONGO_DESTROYS = /\.\s*(?:drop\w*|delete\w*|remove\w*|shutdownServer|findOneAndDelete)\s*\(/;
const MONGO_CHANGES =
  /\.\s*(?:insert|update|replace|save|create|rename|bulkWrite|findAndModify|findOneAnd|kill|set|add|step|reconfig|initiate|grant|revoke|enable|disable|compact|reIndex)\w*\s*\(|\$(?:out|merge)\b/;
const MONGO_READS =
  /^\s*(?:(?:EJSON\.stringify|JSON\.stringify|printjson|print)\s*\()*\s*(?:(?:db|rs|sh)(?:\.[\w-]+|\.getCollection\((["'])[\w.-]+\1\)|\.getSiblingDB\((["'])[\w-]+\2\))*\.(?:find|findOne|count|countDocuments|estimatedDocumentCount|distinct|aggregate|stats|status|serverStatus|currentOp|hello|isMaster|getIndexes|getCollectionNames|conf|printReplicationInfo|printSecondaryReplicationInfo|version|explain|getProfilingStatus)\s*\([\s\S]*\)|show\s+(?:dbs|databases|collections))[\s;)]*$/;

/** A script of the client is JavaScript: what reads is told by its one call, all else by the calls that are in it. */
function mongosh(program: string): ProgramGrammar {
  return {
    program,
    summary: 'Runs commands on a MongoDB server',
    examples: [`${program} --eval "db.serverStatus()"`],
    analyse: ({ argv }) => {
      const at = argv.findIndex((word) => /^--eval(?:=|$)/.test(word));
      const script = at < 0 ? undefined : argv[at] === '--eval' ? argv[at + 1] : argv[at]?.slice('--eval='.length);
      if (script === undefined) return judged('unknown', 'runs what is not known yet');
      if (MONGO_DESTROYS.test(script)) return judged('destroy', 'takes something away');
      if (MONGO_CHANGES.test(script)) return judged('change', 'changes the database');
      const isOne = MONGO_READS.test(script) && !/;\s*\S|=>|\bfunction\b|\brunCommand\b|\badminCommand\b/.test(script);
      return isOne ? judged('read', 'reads') : judged('unknown', 'what the script does is not known');
    },
  };
}

function sqlite(judgeSql: JudgeSql): ProgramGrammar {
  return {
    program: 'sqlite3',
    summary: 'Runs SQL on a database in a file',
    examples: ['sqlite3 app.db "SELECT count(*) FROM orders"'],
    analyse: ({ argv, stdin }) => {
      const [, ...given] = argv.filter((word) => !word.startsWith('-'));
      const statements = given.length > 0 ? given : stdin === null ? null : [stdin];
      if (statements === null || argv.some((word) => /^-(?:init|cmd)$/.test(word)))
        return judged('unknown', 'runs what is not known yet');
      const found = statements.map((text) => {
        if (/^\s*\.(?:tables|schema|indexes|databases|dump|version)\b/.test(text))
          return { effect: 'read' as const, reason: 'looks things up' };
        if (/^\s*PRAGMA\s+\w+(?:\(\w*\))?\s*;?\s*$/i.test(text))
          return { effect: 'read' as const, reason: 'looks things up' };
        return /^\s*\./.test(text) ? { effect: 'unknown' as const, reason: 'a command of the client' } : judgeSql(text);
      });
      const effect = worstEffect(found.map((one) => one.effect));
      return judged(effect, found.find((one) => one.effect === effect)?.reason ?? 'no statement');
    },
  };
}
