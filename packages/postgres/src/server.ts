import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SteadyError } from '@steadyhand/contracts';
import pg from 'pg';
import type { PostgresInstallation } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { identityIn, identityOf, isAlive, type ProcessIdentity } from './process-start.ts';
import { hasSocketFolder, makeSocketFolder, removeSocketFolder } from './socket.ts';

/** What `start` starts. It and `stop` are called under the lock of the folder in which the cluster lies. */
export interface Server {
  cluster: Cluster;
  installation: PostgresInstallation;
  /** Beside those that every server has. */
  settings?: Readonly<Record<string, string>>;
}

/** Nobody but this machine's owner of the data folder gets to the socket. Durability is Postgres's own default. */
const SETTINGS = {
  listen_addresses: '',
  port: '5432',
  unix_socket_permissions: '0700',
  max_connections: '100',
  shared_buffers: '32MB',
  // In the data folder: in /dev/shm it would outlast a server that was killed and whose folder is removed.
  dynamic_shared_memory_type: 'mmap',
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

/** After which an empty file is nobody's who is starting. */
const EMPTY_FOR_MS = 500;
/** What the processes of a killed server leave for a moment. */
const PASSES = /is still in use|already exists/;

/** Starts the server, detached, unless it runs; resolves when it takes connections. */
export async function start(server: Server): Promise<void> {
  const deadline = performance.now() + START_PATIENCE_MS;
  let child: ChildProcess | null = null;
  for (;;) {
    const state = await probe(server.cluster);
    if (state === 'ready') {
      await remember(server.cluster);
      return;
    }
    if (state === 'absent' && child === null) child = await launch(server);
    if (child !== null && (child.exitCode !== null || child.signalCode !== null)) {
      const reason = await tailOf(logOf(server.cluster));
      if (!PASSES.test(reason)) throw new SteadyError('POSTGRES_START_FAILED', { reason });
      child = null;
    }
    if (performance.now() > deadline) {
      throw new SteadyError('POSTGRES_START_FAILED', { reason: `it took longer than ${START_PATIENCE_MS / 1000} s` });
    }
    await wait(POLL_MS);
  }
}

/** A fast shutdown; resolves when no server is left. */
export async function stop(cluster: Cluster): Promise<void> {
  const identity = await running(cluster);
  if (!identity) return;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    if (isAlive(identity)) process.kill(identity.pid, signal);
    for (let waited = 0; waited < STOP_PATIENCE_MS && isAlive(identity); waited += POLL_MS) await wait(POLL_MS);
  }
  if (isAlive(identity)) return;
  await rm(identityFileOf(cluster), { force: true });
  await removeSocketFolder(cluster);
}

/** Whoever started it may have been killed before noting down who it is. */
async function running(cluster: Cluster): Promise<ProcessIdentity | null> {
  const kept = identityIn(identityFileOf(cluster));
  if (kept && isAlive(kept)) return kept;
  const deadline = performance.now() + START_PATIENCE_MS;
  while (performance.now() < deadline) {
    const state = await probe(cluster);
    if (state === 'absent') return null;
    if (state === 'ready') return remember(cluster);
    await wait(POLL_MS);
  }
  return null;
}

async function probe(cluster: Cluster): Promise<'ready' | 'starting' | 'absent'> {
  if (!(await hasSocketFolder(cluster))) return 'absent';
  const client = new pg.Client({ connectionString: cluster.url });
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

async function launch({ cluster, installation, settings }: Server): Promise<ChildProcess> {
  await removeDeadPid(cluster);
  await makeSocketFolder(cluster);
  const log = logOf(cluster);
  await rename(log, `${log}.previous`).catch(() => {});
  const output = await open(log, 'w', 0o600);
  const sockets = `"${cluster.socket.replaceAll('"', '""')}"`;
  const all = Object.entries({ ...SETTINGS, ...settings, unix_socket_directories: sockets });
  const args = ['-D', cluster.data, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const { folder, uid } = installation;
  try {
    const child = spawn(join(folder, 'bin/postgres'), args, {
      cwd: '/',
      env: { LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      stdio: ['ignore', output.fd, output.fd],
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
    await output.close();
  }
}

/**
 * Postgres believes a `postmaster.pid` whose number another process has now, and one that a full disk left empty. The pid
 * and start that are kept beside it tell the first; a server that is only starting fills its file at once.
 */
async function removeDeadPid(cluster: Cluster): Promise<void> {
  const file = join(cluster.data, 'postmaster.pid');
  const isEmpty = async () => (await readFile(file, 'utf8').catch(() => null)) === '';
  let empty = await isEmpty();
  if (empty) {
    await wait(EMPTY_FOR_MS);
    empty = await isEmpty();
  }
  const kept = identityIn(identityFileOf(cluster));
  const reused = kept !== null && kept.pid === (await postmasterPid(cluster)) && isTaken(kept);
  if (empty || reused) await rm(file, { force: true });
}

/** By another process. */
function isTaken(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid) !== null && !isAlive(identity);
}

async function remember(cluster: Cluster): Promise<ProcessIdentity | null> {
  const pid = await postmasterPid(cluster);
  const identity = pid === null ? null : identityOf(pid);
  if (identity) {
    // One that root made cannot be written, but replaced.
    const file = identityFileOf(cluster);
    await writeFile(`${file}.new`, JSON.stringify(identity));
    await rename(`${file}.new`, file);
  }
  return identity;
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

function identityFileOf({ folder }: Cluster): string {
  return join(folder, 'server.json');
}

function logOf({ folder }: Cluster): string {
  return join(folder, 'log');
}
