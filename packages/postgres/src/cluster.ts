import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresInstallation } from './binaries.ts';
import { keepServer } from './kept-server.ts';
import { keeperOf } from './owner.ts';
import { runProgram } from './run-program.ts';
import { socketFolderOf } from './socket.ts';
import { syncFolder } from './sync-folder.ts';

/** What one server works on. */
export interface Cluster {
  /** Holds `data`, `password`, the `server` that made them, that server's `log` and who it is while it runs. */
  folder: string;
  data: string;
  /** The folder of the server's socket. */
  socket: string;
  /** With the password in it. */
  url: string;
}

const USER = 'steadyhand';

/** The clusters of a folder, the newest last; `finished` is false for what somebody who was killed left half made. */
export async function clustersIn(folder: string): Promise<{ path: string; major: number; finished: boolean }[]> {
  const found = (await readdir(folder)).flatMap((name) => {
    const [, major, unfinished] = /^cluster-(\d+)(\.\w+)?$/.exec(name) ?? [];
    return major ? [{ path: join(folder, name), major: Number(major), finished: unfinished === undefined }] : [];
  });
  return found.sort((a, b) => a.major - b.major);
}

/** Resolves also for what is half made; nobody serves it then. */
export async function openCluster(folder: string): Promise<Cluster> {
  const data = join(folder, 'data');
  const socket = socketFolderOf(data);
  const password = await readFile(join(folder, 'password'), 'utf8').catch(() => '');
  return { folder, data, socket, url: `postgresql://${USER}:${password}@/postgres?host=${encodeURIComponent(socket)}` };
}

/** Fills a folder with an empty cluster. */
export async function makeCluster(folder: string, installation: PostgresInstallation): Promise<Cluster> {
  const { uid } = installation;
  const data = join(folder, 'data');
  const password = join(folder, 'password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
  if (uid !== undefined) {
    await chmod(folder, 0o711);
    await Promise.all([data, password].map((path) => chown(path, uid, uid)));
  }
  const args = ['-D', data, '-U', USER, '--auth=scram-sha-256', `--pwfile=${password}`, '-E', 'UTF8'];
  // As the server has it (server.ts): an initdb that is killed leaves nothing outside of the folder either.
  args.push('--locale=C.UTF-8', '--no-instructions', '-c', 'dynamic_shared_memory_type=mmap');
  await runProgram(join(installation.folder, 'bin/initdb'), args, uid);
  // initdb alone read it as the server's user.
  const keeper = keeperOf(uid);
  if (keeper !== undefined) await Promise.all([folder, password].map((path) => chown(path, keeper, keeper)));
  await keepServer(folder, installation);
  await syncFolder(folder);
  return openCluster(folder);
}
