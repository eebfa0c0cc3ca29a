import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestSession, testContext } from '../testing.ts';
import { findPostgres, startPostgres, type TestPostgres } from '../testing-postgres.ts';
import { psqlGrammar } from './grammar.ts';
import { psqlProgram } from './psql.ts';
import { loadSqlJudge } from './sql-effect.ts';

interface Recorded {
  argv: string[];
  stdin?: string;
  files: Record<string, string>;
  env: Record<string, string>;
  exitCode: number;
  stdout: string;
  stderr: string;
}

const recorded: Recorded[] = JSON.parse(readFileSync(new URL('../../fixtures/psql.json', import.meta.url), 'utf8'));
const SLEEPERS = "SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'";
const postgres = await findPostgres();
const program = psqlProgram(psqlGrammar(await loadSqlJudge()));

describe.skipIf(postgres === null)('psql (skipped where there are no Postgres binaries)', () => {
  let server: TestPostgres;

  beforeAll(async () => {
    if (postgres) server = await startPostgres(postgres);
  });

  afterAll(() => server.stop());

  const fill = (text: string): string =>
    text.replaceAll('URL', server.url).replaceAll('PORT', String(server.port)).replaceAll('HOST', '127.0.0.1');
  const strip = (text: string): string => text.replaceAll(server.url, 'URL').replaceAll(String(server.port), 'PORT');

  function psql(argv: readonly string[], session: TestSession & { stdin?: string | null } = {}) {
    const call = { program: 'psql', argv: argv.map(fill), stdin: session.stdin ?? null, unresolved: new Set<number>() };
    return program.run(call, testContext(session));
  }

  // In one test, because each call works on what those before it left.
  it(`prints what psql printed (${recorded.length} recorded calls)`, async () => {
    for (const { argv, stdin, files, env, ...expected } of recorded) {
      const session = {
        stdin: stdin ?? (argv.some((word) => /^(-c|--command|-f|-tAc)/.test(word)) ? null : ''),
        files: new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
        env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
      };
      const { exitCode, stdout, stderr } = await psql(argv, session);
      expect
        .soft({ argv, stdin, exitCode, stdout: strip(stdout), stderr: strip(stderr) })
        .toEqual({ argv, stdin, ...expected });
    }
  }, 60_000);

  it.each([
    [['URL'], 'an interactive session cannot be had here'],
    [['URL', '-c', '\\! rm x'], '\\! is not carried out by Steadyhand; nothing was sent'],
    [['URL', '-c', "\\copy a to program 'x'"], '\\copy is not carried out'],
    [['URL', '-o', 'file', '-c', 'SELECT 1'], '--output is not carried out'],
    [['URL', '-P', 'border=2', '-c', 'SELECT 1'], 'border 2 is not supported here'],
  ])('refuses %j', async (argv, message) => {
    const { exitCode, stdout, stderr } = await psql(argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('refuses a script before any of it is sent', async () => {
    const { stderr } = await psql(['URL'], { stdin: 'CREATE TABLE never (a int);\n\\i other.sql\n' });
    expect(stderr).toContain('\\i is not carried out by Steadyhand; nothing was sent');
    expect((await psql(['URL', '-tAc', "SELECT to_regclass('never') IS NULL"])).stdout).toBe('t\n');
  });

  it('goes where the environment says a name leads', async () => {
    const target = {
      resolve: (host: string) => (host === 'db.example.com' ? { host: '127.0.0.1', port: server.port } : null),
    };
    const found = await psql(['postgresql://postgres@db.example.com/postgres', '-tAc', 'SELECT 1'], { target });
    expect(found).toMatchObject({ exitCode: 0, stdout: '1\n' });
    const outside = await psql(['postgresql://u:hush@db.example.org/x', '-c', 'SELECT 1'], { target });
    expect(outside).toMatchObject({ exitCode: 2, secrets: ['hush'] });
    expect(outside.stderr).toContain('could not translate host name "db.example.org" to address');
    expect(outside.stderr).toContain('db.example.org is not a name of the environment "test"; nothing was sent');
  });

  it('lets go of a statement when the session is stopped', async () => {
    const controller = new AbortController();
    const started = psql(['URL', '-c', 'SELECT pg_sleep(60)'], { signal: controller.signal });
    await expect.poll(async () => (await psql(['URL', '-tAc', SLEEPERS])).stdout, { timeout: 10_000 }).toBe('1\n');
    controller.abort(new RangeError('stopped'));
    await expect(started).rejects.toThrow('stopped');
  });

  describe('what was judged a read', () => {
    const read = (argv: readonly string[], stdin: string | null = null) => psql(argv, { effect: 'read', stdin });
    const REFUSED = 'in a read-only transaction';

    beforeAll(async () => {
      await psql(['URL', '-c', 'CREATE TABLE kept (a int); INSERT INTO kept VALUES (1); CREATE SEQUENCE ids']);
    });
    // Other tests list what there is.
    afterAll(async () => {
      await psql(['URL', '-c', 'DROP TABLE kept; DROP SEQUENCE ids']);
    });

    it.each([
      ['-c', 'INSERT INTO kept VALUES (2)'],
      ['-c', 'SELECT 1; DELETE FROM kept'],
      ['-c', 'DROP TABLE kept'],
      ['-c', "SELECT nextval('ids')"],
      ['-c', 'SELECT * FROM kept FOR UPDATE'],
      ['-1c', 'DELETE FROM kept'],
    ])('cannot write: %s %s', async (...argv) => {
      const { exitCode, stderr } = await read(['URL', ...argv]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(REFUSED) });
      expect((await psql(['URL', '-tAc', 'SELECT count(*) FROM kept'])).stdout).toBe('1\n');
    });

    it('cannot write in a script, nor in a transaction that the script begins', async () => {
      for (const script of ['SELECT 1;\nDELETE FROM kept;\n', 'BEGIN;\nSELECT 1;\nDELETE FROM kept;\nCOMMIT;\n']) {
        expect((await read(['URL'], script)).stderr).toContain(REFUSED);
        expect((await psql(['URL', '-tAc', 'SELECT count(*) FROM kept'])).stdout).toBe('1\n');
      }
    });

    it.each([
      ['SET search_path = pg_catalog;\nSHOW search_path;\n'],
      ['BEGIN;\nSELECT 1;\nROLLBACK;\nSELECT 2;\n'],
      ['BEGIN;\nDECLARE c CURSOR FOR SELECT 1;\nFETCH c;\nCOMMIT;\n'],
      ['SHOW transaction_read_only;\nSHOW default_transaction_read_only;\n'],
      ['DISCARD ALL;\nSELECT 1/0;\nSELECT 3;\n'],
      ['SELECT * FROM\n  nowhere;\n\\dt\n'],
    ])('prints the same as without: %j', async (script) => {
      const shown = ({ exitCode, stdout, stderr }: Awaited<ReturnType<typeof read>>) => ({ exitCode, stdout, stderr });
      expect(shown(await read(['URL'], script))).toEqual(
        shown(await psql(['URL'], { effect: 'change', stdin: script })),
      );
    });

    it('leaves nothing on the connection for whoever has it next', async () => {
      const script = 'SELECT 1;\nSHOW default_transaction_read_only;\nSHOW transaction_read_only;\n';
      expect((await read(['URL', '-tA'], script)).stdout).toBe('1\noff\noff\n');
    });
  });
});
