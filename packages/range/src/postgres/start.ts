import { execFile } from 'node:child_process';
import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { Address } from '../network/loopback.ts';
import type { Processes, Program } from '../process/processes.ts';
import { ADMIN, type PreparedPostgres } from './template.ts';

export interface PostgresOptions {
  part: string;
  /** Does not exist yet; data and socket are put into it. */
  folder: string;
  prepared: PreparedPostgres;
  address: Address;
  maxConnections: number;
  database: string;
  username: string;
  password: string;
  processes: Processes;
}

export interface RunningPostgres {
  readonly program: Program;
  /** Connections of clients, the range's own not counted. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Durability against a power cut is given up for speed: the data live as long as the range. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  shared_preload_libraries: 'pg_stat_statements',
  superuser_reserved_connections: '3',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** A real Postgres with the database and the user that a stack asks for. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const { folder, template, uid } = options.prepared;
  await mkdir(options.folder, { recursive: true });
  await chmod(options.folder, 0o711);
  // Keeps owner and modes, which Postgres checks; shares blocks where the file system can.
  await promisify(execFile)('cp', ['-Rp', join(template, 'data'), options.folder]);
  const data = join(options.folder, 'data');
  const settings = {
    ...SETTINGS,
    listen_addresses: options.address.host,
    port: String(options.address.port),
    unix_socket_directories: data,
    max_connections: String(options.maxConnections),
  };
  const program = await options.processes.start({
    part: options.part,
    command: join(folder, 'bin/postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: '/',
    env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    // Immediate shutdown: the server ends its own processes and gives back its shared memory, which a kill would leave.
    endSignal: 'SIGQUIT',
    ...(uid === undefined ? {} : { uid }),
  });
  const admin = await connectWhenReady(program, { host: data, port: options.address.port });
  await createDatabase(admin, options);
  return {
    program,
    async connections() {
      const { rows } = await admin.query<{ count: number }>(
        `SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND usename <> '${ADMIN}'`,
      );
      return rows[0]?.count ?? 0;
    },
    close: () => admin.end(),
  };
}

async function connectWhenReady(program: Program, socket: Address): Promise<pg.Client> {
  for (;;) {
    const client = new pg.Client({ ...socket, user: ADMIN, database: 'postgres' });
    // The server ends before its client when the range stops.
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (cause) {
      if (program.exit) {
        throw new SteadyError('RANGE_START_FAILED', { part: program.part, reason: program.tail() }, { cause });
      }
      await wait(10);
    }
  }
}

/** The master user of RDS is no superuser, but may create roles and databases, watch all sessions and end them. */
async function createDatabase(admin: pg.Client, { database, username, password }: PostgresOptions): Promise<void> {
  const user = pg.escapeIdentifier(username);
  await admin.query(`CREATE ROLE ${user} LOGIN CREATEDB CREATEROLE PASSWORD ${pg.escapeLiteral(password)};
    GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO ${user}`);
  await admin.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${user} STRATEGY FILE_COPY`);
}
