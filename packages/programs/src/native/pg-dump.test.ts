import type { CommandHandler, Target } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPrograms } from '../load-programs.ts';
import { type TestSession, testContext } from '../testing.ts';
import { findPgDump, findPostgres, startPostgres, type TestPostgres } from '../testing-postgres.ts';

const ours = await findPostgres();
/** The version of the servers that are brought along. */
const own = Number(ours?.major ?? 0);
const dump = ours && findPgDump(ours);
const accepted = dump?.server ?? (dump && dump.version >= own ? ours : null);

let handlers: Map<string, CommandHandler>;

beforeAll(async () => {
  const { handlers: all } = await loadPrograms({ machine: { PATH: dump?.bin } });
  handlers = new Map(all.map((one) => [one.grammar.program, one]));
});

function run(line: readonly string[], session: TestSession) {
  const [program = '', ...argv] = line;
  const call = { program, argv, stdin: null, unresolved: new Set<number>() };
  const handler = handlers.get(program);
  if (!handler) throw new RangeError(`${program} has no handler`);
  return handler.run(call, testContext({ cwd: '/home/steady', env: { PGUSER: 'postgres' }, ...session }));
}

/** A range that has one name. */
function rangeWith({ port }: TestPostgres): Partial<Target> {
  const resolve: Target['resolve'] = (host, wanted) =>
    host === 'db.internal' && wanted === 5432 ? { host: '127.0.0.1', port } : null;
  return { kind: 'range', resolve };
}

const why = 'skipped without STEADYHAND_TEST_PG_DUMP or pg_config, and a server of that version';

describe.skipIf(accepted === null)(`the real pg_dump and pg_restore (${why})`, () => {
  let server: TestPostgres;
  const files = new Map<string, Uint8Array>();
  const count = async (database: string) =>
    (
      await run(
        ['psql', '-h', 'db.internal', '-d', database, '-tAc', 'SELECT count(*), max(name) FROM items'],
        inRange(),
      )
    ).stdout;
  const inRange = (): TestSession => {
    const readFile = async (path: string): Promise<Uint8Array> => {
      const data = files.get(path);
      if (!data) throw Object.assign(new RangeError(`ENOENT: ${path}`), { code: 'ENOENT' });
      return data;
    };
    const listFiles = async (folder: string) => {
      const found = [...files].filter(([path]) => path.startsWith(`${folder}/`));
      const listed = found.map(([path, { length }]) => ({
        path: path.slice(folder.length + 1),
        bytes: length,
        modified: 0,
      }));
      return listed.length > 0 ? listed : null;
    };
    return { files, readFile, listFiles, target: rangeWith(server) };
  };

  beforeAll(async () => {
    if (accepted) server = await startPostgres(accepted);
    const sql = "CREATE TABLE items AS SELECT i AS id, 'name ' || i AS name FROM generate_series(1, 9) i";
    for (const [database, text] of [
      ['postgres', 'CREATE DATABASE app'],
      ['postgres', 'CREATE DATABASE copy'],
      ['postgres', 'CREATE DATABASE second'],
      ['app', sql],
    ] as const)
      expect(await run(['psql', '-h', 'db.internal', '-d', database, '-c', text], inRange())).toMatchObject({
        exitCode: 0,
      });
  });
  afterAll(() => server.stop());

  it('carry a database over inside a range, by a file of the session', async () => {
    const dumped = await run(['pg_dump', '-h', 'db.internal', '-Fc', '-f', '/tmp/app.dump', 'app'], inRange());
    expect(dumped).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(
      Buffer.from(files.get('/tmp/app.dump') ?? [])
        .subarray(0, 5)
        .toString(),
    ).toBe('PGDMP');
    const listed = await run(['pg_restore', '-l', '/tmp/app.dump'], inRange());
    expect(listed.stdout).toContain('TABLE DATA public items postgres');
    const restored = await run(['pg_restore', '-h', 'db.internal', '-d', 'copy', '/tmp/app.dump'], inRange());
    expect(restored).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect([await count('app'), await count('copy')]).toEqual(['9|name 9\n', '9|name 9\n']);
    const again = await run(['pg_restore', '-h', 'db.internal', '-d', 'copy', '/tmp/app.dump'], inRange());
    expect(again.exitCode).toBe(1);
    expect(again.stderr).toContain('relation "items" already exists');
  });

  it('carry a database over by a folder of the session, with more than one worker', async () => {
    const dumped = await run(['pg_dump', '-h', 'db.internal', '-Fd', '-j', '2', '-f', '/tmp/folder', 'app'], inRange());
    expect(dumped).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(files.has('/tmp/folder/toc.dat')).toBe(true);
    const line = ['pg_restore', '-h', 'db.internal', '-j', '2', '-d', 'second', '/tmp/folder'];
    expect(await run(line, inRange())).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(await count('second')).toBe('9|name 9\n');
  });

  it.each([
    [['pg_dump', '-h', 'db.internal', 'app'], {}],
    [['pg_dump', '--host=db.internal', '--dbname=app'], {}],
    [['pg_dump', 'postgresql://postgres@db.internal/app'], {}],
    [['pg_dump', '-d', 'postgres://postgres@db.internal:5432/app?connect_timeout=5'], {}],
    [['pg_dump', 'app'], { PGHOST: 'db.internal' }],
  ])('%j prints the database of the range', async (line, env) => {
    const result = await run(line, { ...inRange(), env: { PGUSER: 'postgres', ...env } });
    expect(result).toMatchObject({ exitCode: 0, stderr: '' });
    expect(result.stdout).toContain('COPY public.items (id, name) FROM stdin;\n1\tname 1\n');
  });

  it('of all databases, and of a server outside of a range', async () => {
    const all = await run(['pg_dumpall', '-h', 'db.internal'], inRange());
    expect(all).toMatchObject({ exitCode: 0, stderr: '' });
    expect(all.stdout).toContain('\\connect copy\n');
    const outside = await run(['pg_dump', '-h', '127.0.0.1', '-p', String(server.port), '-t', 'items', 'app'], {});
    expect(outside.stdout).toContain('COPY public.items (id, name) FROM stdin;\n');
  });

  it('fail with their own words', async () => {
    const missing = await run(['pg_dump', '-h', 'db.internal', 'nosuch'], inRange());
    expect(missing).toEqual({
      ...{ exitCode: 1, stdout: '' },
      stderr: `pg_dump: error: connection to server at "127.0.0.1", port ${server.port} failed: FATAL:  database "nosuch" does not exist\n`,
    });
    const running = run(['pg_dump', '-h', '127.0.0.1', '-p', String(server.port), 'app'], inRange());
    await expect(running).rejects.toMatchObject({ code: 'PROGRAM_NOT_IN_RANGE' });
  });
});

const isOlder = dump !== null && dump.version < own;

describe.skipIf(!isOlder)(`a pg_dump that is older than the server (skipped without one older than ${own})`, () => {
  let server: TestPostgres;
  beforeAll(async () => {
    if (ours) server = await startPostgres(ours);
  });
  afterAll(() => server.stop());

  it('says so itself', async () => {
    const { exitCode, stdout, stderr } = await run(['pg_dump', '-h', 'db.internal', 'postgres'], {
      target: rangeWith(server),
    });
    const says = /^pg_dump: error: aborting because of server version mismatch\npg_dump: detail: server version: (\d+)/;
    expect([exitCode, stdout, says.exec(stderr)?.[1]]).toEqual([1, '', String(own)]);
  });
});
