/** A second server that follows the first by streaming replication (PostgreSQL manual, 27.2.5). */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import type { Program } from '../process/processes.ts';
import { takeBackup } from './backup.ts';
import { ownedFile } from './owned.ts';
import { launchServer, type PostgresServer, type ServerOptions, serverWhenReady } from './server.ts';
import { ADMIN } from './template.ts';

export interface Standby {
  readonly program: Program;
  readonly options: ServerOptions;
}

/** Its name in the list of synchronous standbys. */
const NAME = 'standby';

/** Resolves when the standby has all that the primary has, and the primary confirms nothing without it. */
export async function startStandby(primary: PostgresServer, options: ServerOptions): Promise<Standby> {
  await takeBackup(primary, options.data);
  await ownedFile(join(options.data, 'standby.signal'), '', primary.uid);
  return follow(primary, options);
}

/** Starts a server on the data folder of a standby. */
export async function follow(primary: PostgresServer, { settings, ...options }: ServerOptions): Promise<Standby> {
  const { data, address } = primary;
  const conninfo = `host=${data} port=${address.port} user=${ADMIN} application_name=${NAME}`;
  const following = { ...options, settings: { ...settings, primary_conninfo: conninfo } };
  const program = await launchServer(following);
  await untilStreaming(primary, program);
  await setSynchronous(primary, NAME);
  return { program, options: following };
}

/** The standby becomes a primary; the server that it followed must have ended. */
export async function promote({ program, options }: Standby): Promise<PostgresServer> {
  // The server may look for it at any moment.
  await ownedFile(join(options.data, 'promote.made'), '', options.prepared.uid);
  await rename(join(options.data, 'promote.made'), join(options.data, 'promote'));
  program.kill('SIGUSR1');
  const server = await serverWhenReady(program, options);
  await setSynchronous(server, '');
  return server;
}

/** The primary goes on alone. */
export async function dismiss(primary: PostgresServer, { program }: Standby): Promise<void> {
  await setSynchronous(primary, '');
  await program.end();
}

async function untilStreaming(primary: PostgresServer, program: Program): Promise<void> {
  for (;;) {
    const rows = await primary.query(
      `SELECT 1 FROM pg_stat_replication WHERE application_name = '${NAME}' AND state = 'streaming'`,
    );
    if (rows.length > 0) return;
    if (program.exit) throw new SteadyError('RANGE_START_FAILED', { part: program.part, reason: program.tail() });
    await wait(10);
  }
}

async function setSynchronous(server: PostgresServer, names: string): Promise<void> {
  await server.query(`ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
  await server.query('SELECT pg_reload_conf()');
}
