import type { Effect } from '@steadyhand/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import { psqlGrammar } from './grammar.ts';
import { type JudgeSql, loadSqlJudge } from './sql-effect.ts';

let judge: JudgeSql;
beforeAll(async () => {
  judge = await loadSqlJudge();
});

const STATEMENTS: readonly [Effect, readonly string[]][] = [
  [
    'read',
    [
      'SELECT 1',
      'SELECT count(*) FROM pg_stat_activity;',
      'SELECT pg_size_pretty(pg_database_size(current_database()))',
      'SELECT query, mean_exec_time FROM pg_stat_statements ORDER BY mean_exec_time DESC LIMIT 10',
      'SELECT pid, pg_blocking_pids(pid) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0',
      "SELECT relname, pg_total_relation_size(relid) FROM pg_stat_user_tables WHERE relname ~ '^a'",
      'WITH a AS (SELECT 1) SELECT * FROM a',
      'SELECT now(), clock_timestamp(), pg_catalog.version()',
      'VALUES (1), (2)',
      'TABLE users',
      'SHOW max_connections',
      'EXPLAIN SELECT * FROM users',
      'EXPLAIN DELETE FROM users',
      'EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM users',
      'EXPLAIN (ANALYZE off) DELETE FROM users',
      'BEGIN; SELECT 1; ROLLBACK',
      'COMMIT',
      'SET statement_timeout = 1000',
      'SET LOCAL work_mem = 1',
      'RESET statement_timeout',
      'COPY users TO STDOUT',
      'COPY (SELECT 1) TO STDOUT',
      'SELECT pg_sleep(1)',
      'LISTEN x',
      'FETCH 1 FROM c',
      'SELECT gen_random_uuid(), random()',
      'SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn()',
      "SELECT substring(query, 1, 100), extract(epoch FROM now()), date_trunc('day', now())",
    ],
  ],
  ['local', ['', '-- nothing', ';']],
  [
    'reveal',
    [
      'SELECT rolpassword FROM pg_authid',
      'SELECT * FROM pg_shadow',
      "SELECT pg_read_file('pg_hba.conf')",
      'TABLE pg_user_mappings',
      'COPY pg_authid TO STDOUT',
    ],
  ],
  [
    'change',
    [
      'INSERT INTO users VALUES (1)',
      'UPDATE users SET a = 1 WHERE id = 2',
      'DELETE FROM users WHERE id = 2',
      'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DO NOTHING',
      'WITH gone AS (DELETE FROM users WHERE id = 1 RETURNING *) SELECT * FROM gone',
      'SELECT * INTO copy FROM users',
      'SELECT * FROM users FOR UPDATE',
      'SELECT * FROM users FOR SHARE SKIP LOCKED',
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle'",
      'SELECT pg_cancel_backend(1)',
      'SELECT pg_reload_conf()',
      'SELECT pg_stat_statements_reset()',
      "SELECT nextval('s')",
      "SELECT set_config('transaction_read_only', 'off', false)",
      "SELECT pg_notify('a', 'b')",
      'SELECT pg_advisory_lock(1)',
      'SELECT pg_switch_wal()',
      "SELECT pg_logical_emit_message(true, 'a', 'b')",
      'SELECT lo_create(1)',
      'CREATE TABLE a (b int)',
      'CREATE INDEX CONCURRENTLY i ON a (b)',
      'CREATE DATABASE authapp',
      'ALTER TABLE a ADD COLUMN c int',
      'ALTER TABLE a ADD CONSTRAINT k CHECK (b > 0)',
      'ALTER SYSTEM SET max_connections = 200',
      "ALTER ROLE app PASSWORD 'x'",
      'GRANT SELECT ON a TO b',
      'REVOKE ALL ON a FROM b',
      "COMMENT ON TABLE a IS 'x'",
      'VACUUM',
      'VACUUM ANALYZE',
      'ANALYZE emissions',
      'REINDEX TABLE a',
      'CLUSTER a',
      'REFRESH MATERIALIZED VIEW v',
      'CHECKPOINT',
      'LOCK TABLE a IN EXCLUSIVE MODE',
      'NOTIFY x',
      'SET transaction_read_only = off',
      'SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE',
      'BEGIN READ WRITE',
      'SET ROLE admin',
      'SET SESSION AUTHORIZATION admin',
      "PREPARE TRANSACTION 'a'",
      "COMMIT PREPARED 'a'",
      'COPY users FROM STDIN',
      "COPY users TO '/tmp/x'",
      'EXPLAIN ANALYZE INSERT INTO a VALUES (1)',
      'PREPARE p AS INSERT INTO a VALUES (1)',
      'SELECT 1; INSERT INTO a VALUES (1)',
      "COPY (SELECT nextval('s')) TO STDOUT",
    ],
  ],
  [
    'destroy',
    [
      'DELETE FROM users',
      'DELETE FROM users WHERE true',
      'DELETE FROM users WHERE 1 = 1',
      'UPDATE users SET a = 1',
      "UPDATE users SET a = 1 WHERE 'a' = 'a'",
      'DROP TABLE users',
      'DROP DATABASE IF EXISTS authapp',
      'DROP INDEX i',
      'DROP ROLE r',
      'DROP OWNED BY r',
      'TRUNCATE users',
      'ALTER TABLE a DROP COLUMN b',
      "COPY users TO PROGRAM 'rm x'",
      "COPY users FROM PROGRAM 'cat x'",
      'EXPLAIN ANALYZE DELETE FROM users',
      'WITH gone AS (DELETE FROM users RETURNING *) SELECT count(*) FROM gone',
      'SELECT 1; DROP TABLE users; SELECT 2',
      "SELECT pg_drop_replication_slot('a')",
      'SELECT lo_unlink(1)',
    ],
  ],
  // dblink carries SQL to another database.
  ['read', ["SELECT * FROM dblink('x', 'SELECT a FROM y') AS t (a int)"]],
  ['destroy', ["SELECT * FROM dblink('x', 'DELETE FROM y') AS t (a int)", "SELECT dblink_exec('x', 'DROP TABLE y')"]],
  [
    'unknown',
    [
      'DO $$ BEGIN END $$',
      'CALL tidy()',
      'EXECUTE p',
      'SELECT tidy_up()',
      'SELECT ops.now()',
      "SELECT * FROM dblink('x', query) AS t (a int)",
      "SELECT dblink_exec('x', y) FROM z",
      "LOAD 'x'",
      'SELECT * FORM users',
      'INFO memory',
      "SELECT 'unfinished",
    ],
  ],
];

describe('the effect of SQL', () => {
  const cases = STATEMENTS.flatMap(([effect, statements]) => statements.map((sql) => [sql, effect] as const));

  it.each(cases)('%s: %s', (sql, effect) => {
    expect(judge(sql)).toMatchObject({ effect });
  });

  it('says what decides', () => {
    expect(judge('SELECT 1; DELETE FROM users').reason).toBe('DELETE without WHERE removes every row');
    expect(judge('SELECT tidy_up()').reason).toBe('tidy_up() is not a function of Postgres itself');
    expect(judge('SELECT pg_terminate_backend(1)').reason).toBe('pg_terminate_backend() changes something');
  });
});

describe('the grammar of psql', () => {
  function effect(argv: readonly string[], stdin: string | null = null, unresolved: readonly number[] = []): Effect {
    return psqlGrammar(judge).analyse({ program: 'psql', argv, stdin, unresolved: new Set(unresolved) }).effect;
  }

  it('takes the worst of all that is to be executed', () => {
    expect(effect(['-c', 'SELECT 1', '-c', 'DROP TABLE a'])).toBe('destroy');
    expect(effect(['-tAc', 'SELECT 1'])).toBe('read');
    expect(effect(['URL'], 'SELECT 1;\nDELETE FROM a WHERE b = 1;')).toBe('change');
    expect(effect(['-v', 'table=users', 'URL'], 'TRUNCATE :table;')).toBe('destroy');
  });

  it('does not trust what it cannot see', () => {
    expect(effect(['URL'])).toBe('unknown');
    expect(effect(['URL', '-f', 'fix.sql'])).toBe('unknown');
    expect(effect(['URL', '--bogus', '-c', 'SELECT 1'])).toBe('unknown');
    for (const meta of ['\\! rm x', '\\i x.sql', '\\o x', "\\copy a TO PROGRAM 'x'", '\\gexec', '\\c other'])
      expect(effect(['URL', '-c', meta])).toBe('unknown');
    expect(effect(['URL'], "SELECT 'DROP TABLE a' \\gexec\n")).toBe('unknown');
    for (const more of ['\\x \\! rm -rf /', '\\timing \\\\ DROP TABLE a;', '\\echo `rm -rf /`'])
      for (const given of [effect(['URL', '-c', more]), effect(['URL'], more)]) expect(given).toBe('unknown');
  });

  it('knows the meta commands that look things up', () => {
    for (const meta of ['\\dt', '\\du', '\\l', '\\conninfo', '\\x']) expect(effect(['URL', '-c', meta])).toBe('read');
    expect(effect(['-l'])).toBe('read');
  });

  it('reads on where a value is not known yet', () => {
    expect(effect(['$URL', '-c', 'SELECT * FROM users WHERE id = $ID'], null, [0, 2])).toBe('read');
    expect(effect(['$URL', '-c', 'SELECT pg_terminate_backend(<pid>)'], null, [0, 2])).toBe('change');
    expect(effect(['$URL', '-c', '$SQL'], null, [0, 2])).toBe('unknown');
  });

  it('types its arguments', () => {
    const call = { program: 'psql', argv: ['$URL', '-c', 'SELECT 1'], stdin: null, unresolved: new Set([0]) };
    expect(psqlGrammar(judge).analyse(call).arguments).toEqual([{ index: 0, resource: 'postgres:url' }]);
  });
});
