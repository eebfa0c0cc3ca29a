/**
 * Records what psql prints, into fixtures/psql.json. Needs psql 15 on PATH, or its path in PSQL.
 *
 *   npx tsx packages/programs/record/psql.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPostgres, startPostgres } from '../src/testing-postgres.ts';

interface Case {
  argv: string[];
  stdin?: string;
  files?: Record<string, string>;
  env?: Record<string, string>;
}

const sql = (...statements: string[]): Case => ({ argv: ['URL', ...statements.flatMap((text) => ['-c', text])] });
const WIDE =
  "SELECT 'long enough to be cut on the left side of the line that is shown' AS a, 'and more text to follow after it' AS b, nope, 'and on the right side as well' AS c;";
const ROWS =
  "SELECT * FROM (VALUES (1, 'one', NULL), (22, 'two\nlines', 2.5), (333, '', 0)) AS t (id, \"Name of it\", score) ORDER BY 1";

const CASES: Case[] = [
  sql('CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, seen timestamptz, tags text[])'),
  sql("INSERT INTO users VALUES (1, 'ada', '2026-01-31 12:00:00Z', '{a,b}'), (2, 'Grace Hopper', NULL, NULL)"),
  sql('SELECT * FROM users ORDER BY id'),
  sql('SELECT count(*) FROM pg_stat_activity WHERE false'),
  sql('SELECT id FROM users WHERE false'),
  sql('SELECT'),
  sql(''),
  sql(' ; ;'),
  sql('SELECT 1; SELECT 2 AS b'),
  sql('SELECT 1', 'SELECT 2'),
  sql("SELECT 'é', '日本語' AS \"日本\", '👍' AS up"),
  sql(ROWS),
  sql("SELECT 'a\tb' AS tab, 'x' AS x"),
  sql("UPDATE users SET name = 'Ada' WHERE id = 1"),
  sql("UPDATE users SET name = 'ADA' WHERE id = 1 RETURNING id, name"),
  sql('DELETE FROM users WHERE id = 99'),
  sql('SELECT * FORM users'),
  sql('SELECT nope FROM users'),
  sql('SELECT *\nFROM users\nWHERE nope = 1'),
  sql(WIDE),
  sql("INSERT INTO users VALUES (1, 'again')"),
  sql('INSERT INTO users VALUES (3)'),
  sql('SELECT 1; SELECT nope; SELECT 3'),
  sql('SELECT nope', 'SELECT 2'),
  sql('SELECT 1', 'SELECT nope'),
  sql('SELECT 1/0'),
  sql('SELECT lower(1, 2)'),
  sql("SELECT 'abc'::int"),
  sql("DO $$ BEGIN RAISE NOTICE 'hello'; RAISE WARNING 'careful' USING HINT = 'a hint', DETAIL = 'a detail'; END $$"),
  sql("DO $$ BEGIN RAISE EXCEPTION 'stop' USING DETAIL = 'why'; END $$"),
  sql('DO $$ BEGIN PERFORM nope(); END $$'),
  sql('VACUUM users'),
  sql('ANALYZE users'),
  sql('BEGIN; SELECT 1; COMMIT'),
  sql('BEGIN', 'SELECT 1', 'ROLLBACK'),
  sql('COMMIT'),
  sql('SET statement_timeout = 0'),
  sql('SHOW max_connections'),
  sql('CREATE INDEX ON users (name)'),
  sql('DROP TABLE IF EXISTS nothing'),
  sql('CREATE VIEW v AS SELECT 1 AS one'),
  sql('TRUNCATE users', "INSERT INTO users VALUES (7, 'seven')"),
  sql('COPY users TO STDOUT'),
  sql('COPY users (id) TO STDOUT; SELECT 1'),
  sql('EXPLAIN (COSTS off) SELECT * FROM users WHERE id = 1'),
  sql(
    "SELECT true AS yes, false AS no, 1.50::numeric AS n, 2::money AS m, '{\"a\": 1}'::jsonb AS j, '\\xdead'::bytea AS b",
  ),
  sql('SELECT 1 AS a, 2 AS a, NULL AS "?"'),
  sql('SELECT generate_series(1, 3) AS n'),
  sql("SELECT 'right' AS l, 12345 AS right_aligned, 'l' AS \"multi\nline\""),
  sql('\\conninfo'),
  sql('\\dt'),
  sql('\\x', ROWS),
  sql('\\pset null (none)', ROWS),
  sql('\\echo hi there'),
  sql('TABLE nope'),
  sql('DROP VIEW v; DROP VIEW v'),
  sql('SELECT pg_sleep(0)'),
  sql('LISTEN x; NOTIFY y'),
  ...[
    ['-t'],
    ['-A'],
    ['-tA'],
    ['-At', '-F', ','],
    ['-A', '-F', '\t', '-R', ';'],
    ['-x'],
    ['-xt'],
    ['-xA'],
    ['-xAt'],
    ['--csv'],
    ['--csv', '-t'],
    ['--csv', '-x'],
    ['-P', 'null=NULL'],
    ['-P', 'footer=off'],
    ['-P', 'format=unaligned'],
    ['-q'],
    ['-P', 'pager=off', '-X'],
    ['-P', 'tuples_only'],
    ['-0A'],
    ['-zA'],
  ].flatMap((options) => [
    { argv: ['URL', ...options, '-c', ROWS] },
    { argv: ['URL', ...options, '-c', 'SELECT 1 AS x WHERE false'] },
    { argv: ['URL', ...options, '-c', 'CREATE TEMP TABLE q ()'] },
  ]),
  { argv: ['URL', '-x', '-c', 'SELECT 1 AS a_rather_long_column_name_that_is_longer_than_the_label, 2 AS b'] },
  { argv: ['URL', '-x', '-c', "SELECT 'x' AS a, repeat('y', 60) AS b UNION ALL SELECT 'z', 'w'"] },
  { argv: ['URL', '--csv', '-c', "SELECT 'a,b' AS x, 'q\"q' AS y, E'l\\nm' AS z, NULL AS n, '' AS e"] },
  { argv: ['URL'], stdin: 'SELECT 1;\nSELECT nope;\nSELECT 2 AS "after";\n' },
  { argv: ['URL', '-v', 'ON_ERROR_STOP=1'], stdin: 'SELECT 1;\nSELECT nope;\nSELECT 2;\n' },
  { argv: ['URL', '-f', '-'], stdin: 'SELECT 1;\n\nSELECT nope;\n' },
  {
    argv: ['URL', '-q', '-t', '-A'],
    stdin: "-- a comment\n\nSELECT 'a;b' AS x; /* c ; /* nested */ */ SELECT $$d;e$$;\nSELECT $q$f $$ ; g$q$\n;",
  },
  { argv: ['URL'], stdin: 'SELECT 1' },
  { argv: ['URL'], stdin: '' },
  { argv: ['URL'], stdin: '\n-- nothing\n' },
  { argv: ['URL'], stdin: 'SELECT (1;\nSELECT 2);\nSELECT 3;' },
  { argv: ['URL'], stdin: '-- first\n-- second\nSELECT nope -- why\nFROM users;\n' },
  { argv: ['URL'], stdin: '  \n SELECT 1 AS a\n\\x\nSELECT 2 AS b;\n' },
  {
    argv: ['URL', '-v', 'id=7', '-v', "who=o'neil", '-v', 'col=name'],
    stdin:
      "SELECT :id AS id, :'who' AS who, :\"col\" FROM users;\nSELECT ':id', :nope;\n\\set n 5\nSELECT :n AS n, 'x'::text;\n",
  },
  { argv: ['URL'], stdin: '\\echo one\nSELECT 1;\n\\q\nSELECT 2;\n' },
  { argv: ['URL', '-c', 'SELECT :id', '-v', 'id=1'] },
  {
    argv: ['URL', '-f', 'a.sql'],
    files: {
      'a.sql':
        'CREATE TABLE f (a int);\nINSERT INTO f VALUES (1), (2);\nSELECT nope;\nSELECT\n  x\nFROM f;\nSELECT * FROM f;\n',
    },
  },
  { argv: ['URL', '-v', 'ON_ERROR_STOP=1', '-f', 'a.sql'], files: { 'a.sql': 'SELECT 1;\nSELECT nope;\nSELECT 2;\n' } },
  { argv: ['URL', '-f', 'none.sql'] },
  {
    argv: ['URL', '-f', 'a.sql', '-c', 'SELECT 2 AS c', '-f', 'b.sql'],
    files: { 'a.sql': 'SELECT 1 AS a;', 'b.sql': "DO $$ BEGIN RAISE NOTICE 'from b'; END $$;\n" },
  },
  { argv: ['URL', '-v', 'ON_ERROR_STOP=on', '-c', 'SELECT nope', '-c', 'SELECT 2'] },
  { argv: ['URL', '-1', '-c', 'CREATE TABLE one (a int)', '-c', 'SELECT nope', '-v', 'ON_ERROR_STOP=1'] },
  { argv: ['URL', '-c', 'SELECT * FROM one'] },
  {
    argv: ['URL', '-1', '-f', 'a.sql'],
    files: { 'a.sql': 'CREATE TABLE one (a int);\nINSERT INTO one VALUES (1);\n' },
  },
  {
    argv: [
      '-h',
      '127.0.0.1',
      '-p',
      'PORT',
      '-U',
      'postgres',
      '-d',
      'postgres',
      '-tAc',
      'SELECT current_user, current_database()',
    ],
  },
  { argv: ['-hHOST', '-pPORT', '-Upostgres', '-c', 'SELECT 1'] },
  {
    argv: [
      '--host=127.0.0.1',
      '--port=PORT',
      '--username=postgres',
      '--dbname=postgres',
      '--tuples-only',
      '--quiet',
      '--command',
      'SELECT 1',
    ],
  },
  { argv: ['host=127.0.0.1 port=PORT user=postgres dbname=postgres', '-c', 'SELECT 1'] },
  {
    argv: ['-c', 'SELECT current_user'],
    env: { PGHOST: '127.0.0.1', PGPORT: 'PORT', PGUSER: 'postgres', PGDATABASE: 'postgres' },
  },
  { argv: ['postgres', 'postgres', '-c', 'SELECT 1'], env: { PGHOST: '127.0.0.1', PGPORT: 'PORT' } },
  {
    argv: [
      'postgresql://postgres@127.0.0.1:PORT/postgres?sslmode=disable&application_name=me',
      '-tAc',
      'SHOW application_name',
    ],
  },
  { argv: ['postgresql://nobody@127.0.0.1:PORT/postgres', '-c', 'SELECT 1'] },
  { argv: ['postgresql://postgres@127.0.0.1:PORT/nothing', '-c', 'SELECT 1'] },
  { argv: ['postgresql://postgres@127.0.0.1:1/postgres', '-c', 'SELECT 1'] },
  { argv: ['-h', 'nothing.invalid', '-c', 'SELECT 1'] },
  { argv: ['postgresql://postgres@127.0.0.1:PORT/postgres?sslmode=require', '-c', 'SELECT 1'] },
  { argv: ['URL', '-c', 'SELECT pg_terminate_backend(pg_backend_pid())'] },
  { argv: ['URL'], stdin: 'SELECT 1;\nSELECT pg_terminate_backend(pg_backend_pid());\nSELECT 2;\n' },
  { argv: ['URL', '--nope'] },
  { argv: ['URL', '-c'] },
  { argv: ['URL', '-y'] },
  { argv: ['-p', 'x', '-c', 'SELECT 1'] },
  {
    argv: ['URL'],
    stdin:
      "SELECT count(*)\nFROM users;\nDELETE FROM users;\nBEGIN;\nINSERT INTO users VALUES (1, 'a');\nSELECT nope;\nSELECT 1;\nCOMMIT;\n",
  },
];

const postgres = await findPostgres();
if (!postgres) throw new Error('no Postgres binaries for this platform');
const server = await startPostgres(postgres);
const folder = mkdtempSync(join(tmpdir(), 'steadyhand-record-'));
const fill = (text: string): string =>
  text.replaceAll('URL', server.url).replaceAll('PORT', String(server.port)).replaceAll('HOST', '127.0.0.1');
const strip = (text: string): string =>
  text
    .replaceAll(server.url, 'URL')
    .replaceAll(String(server.port), 'PORT')
    .replace(/^.*\/psql: (invalid|unrecognized|option)/gm, 'psql: $1');
const recorded = CASES.map(({ argv, stdin, files = {}, env = {} }) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
  const options = {
    cwd: folder,
    encoding: 'utf8',
    input: stdin ?? '',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', HOME: folder, TZ: 'UTC', ...variables },
  } as const;
  const { status, stdout, stderr } = spawnSync(process.env.PSQL ?? 'psql', argv.map(fill), options);
  return {
    argv,
    ...(stdin !== undefined && { stdin }),
    files,
    env,
    exitCode: status,
    stdout: strip(stdout),
    stderr: strip(stderr),
  };
});
await server.stop();
rmSync(folder, { recursive: true });
writeFileSync(
  new URL('../fixtures/psql.json', import.meta.url),
  `[\n${recorded.map((entry) => JSON.stringify(entry)).join(',\n')}\n]\n`,
);
process.stdout.write(`${recorded.length} calls\n`);
