import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { Address } from '../network/loopback.ts';
import type { Processes, Program } from '../process/processes.ts';
import type { BackupSource } from './backup.ts';
import { ADMIN, type PreparedPostgres } from './template.ts';

export type Settings = Readonly<Record<string, string>>;

export interface ServerOptions {
  part: string;
  /** Its data folder. */
  data: string;
  prepared: PreparedPostgres;
  address: Address;
  settings: Settings;
  /** Besides the locale and the time zone; asked for when the program starts. */
  env(): Readonly<Record<string, string>>;
  processes: Processes;
}

/** A server that accepts its administrator. */
export interface PostgresServer extends BackupSource {
  readonly program: Program;
  readonly address: Address;
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Waits for nothing that clients do; `fast` writes everything out first, `immediate` leaves it to recovery. */
  stop(how: 'fast' | 'immediate'): Promise<void>;
}

/** Starts the program; whether it ever accepts clients is another matter. */
export function launchServer({ data, prepared, address, ...options }: ServerOptions): Promise<Program> {
  const settings: Settings = {
    listen_addresses: address.host,
    port: String(address.port),
    unix_socket_directories: data,
    ...options.settings,
  };
  return options.processes.start({
    part: options.part,
    command: join(prepared.folder, 'bin/postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: '/',
    env: { LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: '/usr/bin:/bin', ...options.env() },
    // Immediate shutdown: the server ends its own processes and gives back its shared memory, which a kill would leave.
    endSignal: 'SIGQUIT',
    ...(prepared.uid === undefined ? {} : { uid: prepared.uid }),
  });
}

/** Resolves when the server is no longer in recovery; rejects with RANGE_START_FAILED when it ends before. */
export async function serverWhenReady(
  program: Program,
  { data, prepared, address }: ServerOptions,
): Promise<PostgresServer> {
  const socket = { host: data, port: address.port, user: ADMIN, database: 'postgres' };
  const admin = await connectWhenReady(program, socket);
  const query: PostgresServer['query'] = async (sql) => rowsOf(await admin.query(sql));
  return {
    program,
    address,
    data,
    uid: prepared.uid,
    query,
    async inSession(use) {
      const client = await connected(socket);
      try {
        return await use(async (sql) => rowsOf(await client.query(sql)));
      } finally {
        await client.end().catch(() => {});
      }
    },
    async stop(how) {
      await admin.end().catch(() => {});
      program.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await program.ended;
    },
  };
}

/** A text of several statements has several results; its last one counts. */
function rowsOf(result: pg.QueryResult | pg.QueryResult[]): Record<string, unknown>[] {
  return (Array.isArray(result) ? result.at(-1) : result)?.rows ?? [];
}

async function connectWhenReady(program: Program, socket: pg.ClientConfig): Promise<pg.Client> {
  for (;;) {
    try {
      const client = await connected(socket);
      const { rows } = await client.query<{ recovering: boolean }>('SELECT pg_is_in_recovery() AS recovering');
      if (rows[0]?.recovering === false) return client;
      await client.end();
    } catch (cause) {
      if (program.exit) {
        throw new SteadyError('RANGE_START_FAILED', { part: program.part, reason: program.tail() }, { cause });
      }
    }
    await wait(10);
  }
}

async function connected(socket: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(socket);
  // The server may end before its client.
  client.on('error', () => {});
  await client.connect();
  return client;
}
