import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { PostgresInstallation } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { identityIn, identityOf, isAlive } from './process-start.ts';

/** What `start` and `stop` know a server by. Both are called under the folder's lock. */
export interface Server {
  /** Keeps the log and the pid of the server. */
  folder: string;
  cluster: Cluster;
  installation: PostgresInstallation;
}

/** Nobody but this machine's owner of the data folder gets to the socket in it. Durability is Postgres's own default. */
const SETTINGS = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '32MB',
  max_wal_size: '256MB',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const POLL_MS = 10;
/** A server that recovers from a crash reads its log first. */
const START_PATIENCE_MS = 60_000;
/** Of a fast shutdown, which ends sessions and writes a checkpoint; after it the shutdown is immediate. */
const STOP_PATIENCE_MS = 10_000;

/** What the processes of a killed server leave for a moment. */
const PASSES = /is still in use|already exists/;

/** Starts the server, detached, unless it runs; resolves when it takes connections. */
export async function start(server: Server): Promise<void> {
  const deadline = performance.now() + START_PATIENCE_MS;
  let child: ChildProcess | null = null;
  for (;;) {
    const state = await probe(server.cluster.url);
    if (state === 'ready') return remember(server);
    if (state === 'absent' && child === null) child = await launch(server);
    if (child !== null && (child.exitCode !== null || child.signalCode !== null)) {
      const reason = await tailOf(logOf(server));
      if (!PASSES.test(reason)) throw new SteadyError('POSTGRES_START_FAILED', { reason });
      child = null;
    }
    if (performance.now() > deadline) {
      throw new SteadyError('POSTGRES_START_FAILED', { reason: `it took longer than ${START_PATIENCE_MS / 1000} s` });
    }
    await wait(POLL_MS);
  }
}

/** A fast shutdown; resolves when the server is gone. */
export async function stop(server: Server): Promise<void> {
  const identity = identityIn(pidFileOf(server));
  if (!identity) return;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isAlive(identity)) process.kill(identity.pid, signal);
    for (let waited = 0; waited < STOP_PATIENCE_MS && isAlive(identity); waited += POLL_MS) await wait(POLL_MS);
  }
  if (!isAlive(identity)) await rm(pidFileOf(server), { force: true });
}

async function probe(url: string): Promise<'ready' | 'starting' | 'absent'> {
  const client = new pg.Client({ connectionString: url });
  // The server may end before its client.
  client.on('error', () => {});
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code === 'ENOENT' || code === 'ECONNREFUSED') return 'absent';
    // cannot_connect_now: starting up, recovering or shutting down; at the end of which it hangs up.
    const hungUp = code === 'ECONNRESET' || code === 'EPIPE' || message === 'Connection terminated unexpectedly';
    if (code === '57P03' || code === '57P01' || hungUp) return 'starting';
    throw new SteadyError('POSTGRES_START_FAILED', { reason: String(error) }, { cause: error });
  } finally {
    await client.end();
  }
}

async function launch(server: Server): Promise<ChildProcess> {
  const { data } = server.cluster;
  await removeReusedPid(server);
  await rename(logOf(server), `${logOf(server)}.previous`).catch(() => {});
  const log = await open(logOf(server), 'w', 0o600);
  const settings = { ...SETTINGS, unix_socket_directories: `"${data}"` };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const { folder, uid } = server.installation;
  try {
    const child = spawn(join(folder, 'bin/postgres'), args, {
      cwd: '/',
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      stdio: ['ignore', log.fd, log.fd],
      // It outlives this process, and Ctrl-C in this process's terminal does not reach it.
      detached: true,
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return child;
  } catch (cause) {
    throw new SteadyError('POSTGRES_START_FAILED', { reason: String(cause) }, { cause });
  } finally {
    await log.close();
  }
}

/** Postgres believes a stale postmaster.pid whose number another process has now; the pid and start kept here tell. */
async function removeReusedPid(server: Server): Promise<void> {
  const kept = identityIn(pidFileOf(server));
  const believed = await postmasterPid(server.cluster);
  const reused = kept !== null && kept.pid === believed && identityOf(believed) !== null && !isAlive(kept);
  if (reused) await rm(join(server.cluster.data, 'postmaster.pid'), { force: true });
}

/** Also for a server whose starter was killed before it could. */
async function remember(server: Server): Promise<void> {
  const pid = await postmasterPid(server.cluster);
  const identity = pid === null ? null : identityOf(pid);
  if (identity) await writeFile(pidFileOf(server), JSON.stringify(identity));
}

/** The first line of `postmaster.pid` (miscadmin.h of Postgres describes the file). */
async function postmasterPid({ data }: Cluster): Promise<number | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  return Number.parseInt(text, 10) || null;
}

async function tailOf(log: string): Promise<string> {
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n');
  return lines.slice(-5).join('; ') || 'it said nothing';
}

function pidFileOf({ folder }: Server): string {
  return join(folder, 'server.json');
}

function logOf({ folder }: Server): string {
  return join(folder, 'log');
}
