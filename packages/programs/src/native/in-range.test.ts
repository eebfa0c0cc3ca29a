import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandHandler, Target } from '@steadyhand/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPrograms } from '../load-programs.ts';
import { testContext } from '../testing.ts';

interface Golden {
  line: string;
  exitCode: number;
  stdout: string;
  stderr: string;
}
const goldens = JSON.parse(
  await readFile(new URL('../../fixtures/ports.json', import.meta.url), 'utf8'),
) as readonly Golden[];

let folder: string;
let handlers: Map<string, CommandHandler>;
const open = createServer((socket) => socket.end());
/** What Postgres says first: that it wants no password, or that it starts. */
const postgres = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.once('data', (startup) => socket.end(answers(startup)));
});
let answers: (startup: Buffer) => Buffer = () => Buffer.from('R\0\0\0\x08\0\0\0\0', 'latin1');
let closedPort: number;

const portOf = (server: typeof open): number => (server.address() as AddressInfo).port;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadyhand-range-'));
  const script = `#!${process.execPath}\nconst { PGHOST, PGPORT } = process.env;\nconsole.log(JSON.stringify([PGHOST, PGPORT, ...process.argv.slice(2)]))`;
  for (const name of ['pg_dump', 'pg_restore']) {
    await writeFile(join(folder, name), script);
    await chmod(join(folder, name), 0o755);
  }
  const loaded = await loadPrograms({ machine: { PATH: folder } });
  handlers = new Map(loaded.handlers.map((one) => [one.grammar.program, one]));
  const closed = createServer();
  for (const server of [open, postgres, closed]) await once(server.listen(0, '127.0.0.1'), 'listening');
  closedPort = portOf(closed);
  await once(closed.close(), 'close');
});
afterAll(async () => {
  open.close();
  postgres.close();
  await rm(folder, { recursive: true, force: true });
});

function run(line: string, target: Partial<Target> = {}, env: Record<string, string> = {}) {
  const [program = '', ...argv] = line.split(' ');
  const call = { program, argv, stdin: null, unresolved: new Set<number>() };
  const handler = handlers.get(program);
  if (!handler) throw new RangeError(`${program} has no handler`);
  return handler.run(call, testContext({ target, env, cwd: '/home/steady' }));
}

/** A range that has one name. */
const range = (): Partial<Target> => ({
  kind: 'range',
  resolve: (host, port) =>
    host === 'db.internal' && port === 5432 ? { host: '127.0.0.1', port: portOf(postgres) } : null,
});

describe('ports', () => {
  it.each(goldens)('$line', async ({ line, ...golden }) => {
    const ports = (text: string): string =>
      text.replaceAll('OPEN', String(portOf(open))).replaceAll('CLOSED', String(closedPort));
    const expected = { ...golden, stdout: ports(golden.stdout), stderr: ports(golden.stderr) };
    expect(await run(ports(line))).toEqual(expected);
  });

  it('are those of the range, and of nothing else', async () => {
    const says = 'Connection to db.internal (127.0.0.1) 5432 port [tcp/postgresql] succeeded!\n';
    expect(await run('nc -zv db.internal 5432', range())).toEqual({ exitCode: 0, stdout: '', stderr: says });
    expect(await run(`nc -zv 127.0.0.1 ${portOf(open)}`, range())).toMatchObject({ exitCode: 1 });
    await expect(run('nc db.internal 5432', range())).rejects.toMatchObject({ code: 'PROGRAM_NOT_IN_RANGE' });
  });
});

describe('pg_isready', () => {
  it('tells a server that answers from one that starts', async () => {
    const line = 'pg_isready -h db.internal';
    expect(await run(line, range())).toMatchObject({
      exitCode: 0,
      stdout: 'db.internal:5432 - accepting connections\n',
    });
    answers = (startup) => (startup.includes('\0ann\0') ? failure('28P01') : failure('57P03'));
    expect(await run(line, range())).toMatchObject({
      exitCode: 1,
      stdout: 'db.internal:5432 - rejecting connections\n',
    });
    expect(await run(`${line} -U ann`, range())).toMatchObject({ exitCode: 0 });
    expect(await run('pg_isready -h nosuch -q', range())).toEqual({ exitCode: 2, stdout: '', stderr: '' });
  });
});

function failure(state: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${state}\0Mno\0\0`);
  const head = Buffer.from('E\0\0\0\0', 'latin1');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

describe('pg_dump and pg_restore', () => {
  const led = async (line: string, env = {}) => JSON.parse((await run(line, range(), env)).stdout) as string[];

  it('are led to the server of the range', async () => {
    const at = ['127.0.0.1', String(portOf(postgres))];
    expect(await led('pg_dump -h db.internal -p 5432 -Fc app')).toEqual([...at, '-Fc', 'app']);
    expect(await led('pg_dump -Fc app', { PGHOST: 'db.internal' })).toEqual([...at, '-Fc', 'app']);
    expect(await led('pg_restore --host=db.internal -d app x')).toEqual([...at, '-d', 'app', 'x']);
    const url = `postgresql://app:p%40ss@${at.join(':')}/app?sslmode=disable`;
    expect((await led('pg_dump postgresql://app:p%40ss@db.internal/app?sslmode=disable')).at(-1)).toBe(url);
    expect(await led('pg_restore -l x')).toEqual([null, null, '-l', 'x']);
  });

  it.each([
    ['pg_dump -h elsewhere app', 'PROGRAM_NOT_IN_RANGE'],
    ['pg_dump app', 'PROGRAM_NOT_IN_RANGE'],
    ['pg_dump postgres://elsewhere/app', 'PROGRAM_NOT_IN_RANGE'],
    ['pg_dump -dhost=elsewhere', 'PROGRAM_REFUSED'],
    ['pg_dump --dbname=service=prod', 'PROGRAM_REFUSED'],
    ['pg_dump -vhelsewhere app', 'PROGRAM_REFUSED'],
    ['pg_dump --hos elsewhere app', 'PROGRAM_REFUSED'],
    ['pg_dump -d postgres://db.internal/app -d postgres://elsewhere/app', 'PROGRAM_NOT_IN_RANGE'],
    ['pg_dump -dpostgres://elsewhere/app', 'PROGRAM_NOT_IN_RANGE'],
    ['pg_dump postgres://db.internal,elsewhere/app', 'PROGRAM_NOT_IN_RANGE'],
    ['pg_dump postgres://elsewhere/app?x=@db.internal/app', 'PROGRAM_NOT_IN_RANGE'],
    ['pg_dump postgres://db.internal/app?host=elsewhere', 'PROGRAM_REFUSED'],
  ])('%s never leave it', async (line, code) => {
    await expect(run(line, range())).rejects.toMatchObject({ code });
  });
});
