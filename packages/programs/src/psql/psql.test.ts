import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestSession, testContext } from '../testing.ts';
import { postgresBinaries, startPostgres, type TestPostgres } from '../testing-postgres.ts';
import { runPsql } from './run.ts';

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
const native = postgresBinaries();

describe.skipIf(native === null)('psql (skipped where there are no Postgres binaries)', () => {
  let server: TestPostgres;

  beforeAll(async () => {
    server = await startPostgres(native ?? '');
  });

  afterAll(() => server.stop());

  const fill = (text: string): string =>
    text.replaceAll('URL', server.url).replaceAll('PORT', String(server.port)).replaceAll('HOST', '127.0.0.1');
  const strip = (text: string): string => text.replaceAll(server.url, 'URL').replaceAll(String(server.port), 'PORT');

  function psql(argv: readonly string[], session: TestSession & { stdin?: string | null } = {}) {
    const call = { program: 'psql', argv: argv.map(fill), stdin: session.stdin ?? null, unresolved: new Set<number>() };
    return runPsql(call, testContext(session));
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
      expect.soft({ argv, stdin, exitCode, stdout: strip(stdout), stderr: strip(stderr) }).toEqual({ argv, stdin, ...expected });
    }
  });
});
