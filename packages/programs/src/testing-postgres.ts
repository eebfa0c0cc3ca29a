/** A real Postgres for tests that takes connections over TCP and asks for no password. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SteadyError } from '@steadyhand/contracts';
import { installPostgres, type PostgresInstallation } from '@steadyhand/postgres';
import { endServer } from './testing-process.ts';

const cacheFolder = fileURLToPath(new URL('../../../node_modules/.cache/steadyhand', import.meta.url));

export interface TestPostgres {
  port: number;
  /** `postgresql://postgres@127.0.0.1:PORT/postgres`. */
  url: string;
  stop(): Promise<void>;
}

/** Null where there is none for this platform. */
export async function findPostgres(): Promise<PostgresInstallation | null> {
  return installPostgres(cacheFolder).catch((error: unknown) => {
    if (error instanceof SteadyError && error.code === 'POSTGRES_MISSING') return null;
    throw error;
  });
}

/** Where a server's programs are, and who may start it. */
export type Server = Pick<PostgresInstallation, 'folder' | 'uid'>;

export interface PgDump {
  /** Of its programs. */
  bin: string;
  /** Major version. */
  version: number;
  /** A server of its version; null where it was installed without one. */
  server: Server | null;
}

/**
 * The installed `pg_dump`: below `STEADYHAND_TEST_PG_DUMP` (`/usr/lib/postgresql/15`), else where `pg_config` says; null
 * where there is none. `uid` is who may start a server.
 */
export function findPgDump({ uid }: Pick<PostgresInstallation, 'uid'>): PgDump | null {
  const ask = (program: string, option: string): string => {
    const { stdout, status } = spawnSync(program, [option], { encoding: 'utf8' });
    return status === 0 ? stdout.trim() : '';
  };
  const folder = process.env.STEADYHAND_TEST_PG_DUMP ?? dirname(ask('pg_config', '--bindir') || '/nonexistent/bin');
  const bin = join(folder, 'bin');
  const version = Number(/ (\d+)/.exec(ask(join(bin, 'pg_dump'), '--version'))?.[1] ?? 0);
  if (version === 0) return null;
  const hasServer = existsSync(join(bin, 'initdb')) && existsSync(join(bin, 'postgres'));
  return { bin, version, server: hasServer ? { folder, ...(uid === undefined ? {} : { uid }) } : null };
}

/** Starts a server of its own on a free port. Everything that it makes lies in one folder, which `stop` takes away. */
export async function startPostgres({ folder: home, uid }: Server): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'steadyhand-psql-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (uid !== undefined) for (const path of [folder, data]) chownSync(path, uid, uid);
  const options = { ...(uid === undefined ? {} : { uid, gid: uid }), stdio: 'ignore' as const, cwd: folder };
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-N', '-E', 'UTF8', '--locale=C', '--no-instructions'];
  execFileSync(join(home, 'bin', 'initdb'), initdb, options);
  const port = await freePort();
  const settings = { listen_addresses: '127.0.0.1', fsync: 'off', timezone: 'UTC', unix_socket_directories: '' };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(home, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...flags], options);
  const stop = async (): Promise<void> => {
    await endServer(server, 'SIGINT');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, url: `postgresql://postgres@127.0.0.1:${port}/postgres`, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function listening(port: number, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (server.exitCode !== null) throw new RangeError(`postgres ended with ${server.exitCode}`);
    if (await isReady(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new RangeError('postgres did not come up within ten seconds');
}

/** A server that is still starting accepts the connection, and hangs up or refuses at the first message. */
function isReady(port: number): Promise<boolean> {
  const startup = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(startup.length + 4);
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(Buffer.concat([length, startup])));
    socket.on('data', (data) => {
      socket.destroy();
      resolve(data[0] === 'R'.charCodeAt(0));
    });
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });
}
